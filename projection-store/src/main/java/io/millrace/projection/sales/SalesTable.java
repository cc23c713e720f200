package io.millrace.projection.sales;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.LateReceipts;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.SalesBucket;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What the tables of sales have in common: only the length of their buckets differs. */
final class SalesTable {

  private static final ProtoSerde<SalesBucket> SERDE =
      ProtoSerde.of(SalesBucket.getDefaultInstance());

  private SalesTable() {}

  /**
   * Describes a table.
   *
   * @param lateFacts the ledger of late receipts
   * @param returning whether corrected rows are returned
   */
  static LateReceipts<SalesBucket> named(String name, String lateFacts, boolean returning) {
    return new LateReceipts<>(
        table(name),
        lateFacts,
        Set.of("receipts", "refunds", "units_milli", "revenue"),
        row -> row.hasLate() ? row.getLate() : null,
        returning);
  }

  static Table<SalesBucket> table(String name) {
    return Table.<SalesBucket>named(name)
        .key("tenant", TEXT, SalesBucket::getTenant)
        .key("store_id", TEXT, SalesBucket::getStoreId)
        .key("start", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getStart()))
        .key("currency", TEXT, SalesBucket::getCurrency)
        .value("receipts", BIGINT, SalesBucket::getReceipts)
        .value("refunds", BIGINT, SalesBucket::getRefunds)
        .value("units_milli", BIGINT, SalesBucket::getUnitsMilli)
        .value("revenue", BIGINT, SalesBucket::getRevenue)
        .keepNewest("revision", SalesBucket::getRevision);
  }

  static SalesBucket row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    SalesBucket row = Require.message(SERDE, entry);
    if (LateReceipts.onlyCovers(row.hasLate(), row.getLate())) {
      return row;
    }
    Require.id("tenant", row.getTenant());
    Require.id("store_id", row.getStoreId());
    Require.time("start", row.hasStart(), row.getStart());
    return row;
  }

  static @Nullable Covered covers(@Nullable SalesBucket row) {
    return row == null ? null : Covered.of(row.getInput());
  }
}
