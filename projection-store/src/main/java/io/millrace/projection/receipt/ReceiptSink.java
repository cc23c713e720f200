package io.millrace.projection.receipt;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.INT;
import static io.millrace.projection.sink.ColumnType.JSONB;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Keeps {@code receipt}. */
@Component
final class ReceiptSink implements Projection<ReceiptSink.Row> {

  private static final ProtoSerde<Receipt> SERDE = ProtoSerde.of(Receipt.getDefaultInstance());

  private static final Table<Row> TABLE =
      Table.<Row>named("receipts_v1.receipt")
          .key("tenant", TEXT, row -> row.receipt.getTenant())
          .key("store_id", TEXT, row -> row.receipt.getStoreId())
          .key("receipt_id", TEXT, row -> row.receipt.getReceiptId())
          .value("terminal_id", TEXT, row -> Table.orNull(row.receipt.getTerminalId()))
          .value("shift_id", TEXT, row -> Table.orNull(row.receipt.getShiftId()))
          .value("receipt_number", TEXT, row -> Table.orNull(row.receipt.getReceiptNumber()))
          .value("type", TEXT, Row::type)
          .value("occurred_at", TIMESTAMPTZ, Row::occurredAt)
          .value("currency", TEXT, row -> row.receipt.getCurrency())
          .value("discount", BIGINT, row -> row.receipt.getDiscount())
          .value("total", BIGINT, row -> row.receipt.getTotal())
          .value("customer_id", TEXT, row -> Table.orNull(row.receipt.getCustomerId()))
          .value("employee_id", TEXT, row -> Table.orNull(row.receipt.getEmployeeId()))
          .value("refund_of", TEXT, row -> Table.orNull(row.receipt.getRefundOfReceiptId()))
          .value("lines", JSONB, Row::lines)
          .value("payments", JSONB, Row::payments)
          .value("ingested_at", TIMESTAMPTZ, Row::ingestedAt)
          .noted("input_partition", INT, Row::partition)
          .noted("input_offset", BIGINT, Row::offset)
          .keepFirstKnownTo("receipts_v1.receipt_identity", "occurred_at");

  private final JsonMapper json;

  ReceiptSink(JsonMapper json) {
    this.json = json;
  }

  /**
   * A receipt with its parts in the form the API answers with.
   *
   * @param lines JSON
   * @param payments JSON
   * @param partition where it came from
   * @param offset where it came from
   */
  record Row(
      Receipt receipt,
      String type,
      String lines,
      String payments,
      Instant ingestedAt,
      int partition,
      long offset) {

    Instant occurredAt() {
      return Timestamps.toInstant(receipt.getOccurredAt());
    }
  }

  @Override
  public String name() {
    return "receipts";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.SALES_RECEIPTS);
  }

  @Override
  public Row row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    Receipt receipt = Require.message(SERDE, entry);
    Require.id("tenant", receipt.getTenant());
    Require.id("store_id", receipt.getStoreId());
    Require.id("receipt_id", receipt.getReceiptId());
    Require.time("occurred_at", receipt.hasOccurredAt(), receipt.getOccurredAt());
    return new Row(
        receipt,
        ReceiptJson.type(receipt.getType()),
        json.writeValueAsString(receipt.getLinesList().stream().map(ReceiptJson.Line::of).toList()),
        json.writeValueAsString(
            receipt.getPaymentsList().stream().map(ReceiptJson.Payment::of).toList()),
        Instant.ofEpochMilli(entry.timestamp()),
        entry.partition(),
        entry.offset());
  }

  @Override
  public List<Write> writes(List<Row> rows) {
    return ReceiptStorage.TABLE.writes(rows, Row::occurredAt, TABLE.upsert(rows));
  }
}
