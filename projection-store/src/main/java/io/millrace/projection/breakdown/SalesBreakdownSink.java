package io.millrace.projection.breakdown;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.LateReceipts;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.SalesBreakdown;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps {@code sales_breakdown}. */
@Component
final class SalesBreakdownSink implements Projection<SalesBreakdown> {

  private static final ProtoSerde<SalesBreakdown> SERDE =
      ProtoSerde.of(SalesBreakdown.getDefaultInstance());

  private static final Table<SalesBreakdown> TABLE =
      Table.<SalesBreakdown>named("sales_breakdown_v1.sales_breakdown")
          .key("tenant", TEXT, SalesBreakdown::getTenant)
          .key("store_id", TEXT, SalesBreakdown::getStoreId)
          .key("dimension", TEXT, SalesBreakdown::getDimension)
          .key("start", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getStart()))
          .key("value", TEXT, SalesBreakdown::getValue)
          .key("currency", TEXT, SalesBreakdown::getCurrency)
          .value("receipts", BIGINT, SalesBreakdown::getReceipts)
          .value("refunds", BIGINT, SalesBreakdown::getRefunds)
          .value("amount", BIGINT, SalesBreakdown::getAmount)
          .value("revenue", BIGINT, SalesBreakdown::getRevenue)
          .keepNewest("revision", SalesBreakdown::getRevision);

  private static final LateReceipts<SalesBreakdown> ROWS =
      new LateReceipts<>(
          TABLE,
          "sales_breakdown_v1.late_fact",
          Set.of("receipts", "refunds", "amount", "revenue"),
          row -> row.hasLate() ? row.getLate() : null);

  @Override
  public String name() {
    return "sales-breakdown";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.PROJECTION_SALES_BREAKDOWN);
  }

  @Override
  public List<TopicSpec> inputs() {
    return List.of(Topics.SALES_RECEIPTS);
  }

  @Override
  public SalesBreakdown row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    SalesBreakdown row = Require.message(SERDE, entry);
    if (LateReceipts.onlyCovers(row.hasLate(), row.getLate())) {
      return row;
    }
    Require.id("tenant", row.getTenant());
    Require.id("store_id", row.getStoreId());
    Require.id("dimension", row.getDimension());
    Require.time("start", row.hasStart(), row.getStart());
    return row;
  }

  @Override
  public @Nullable Covered covers(
      ConsumerRecord<byte[], byte @Nullable []> entry, @Nullable SalesBreakdown row) {
    return row == null ? null : Covered.of(row.getInput());
  }

  @Override
  public List<Write> writes(List<SalesBreakdown> rows) {
    return ROWS.writes(rows);
  }
}
