package io.millrace.projection.stock;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.INT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.json.Quantities;
import io.millrace.projection.live.LivePublisher;
import io.millrace.projection.query.Columns;
import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.LateReceipts;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps {@code stock_level} and tells those who watch a store. */
@Component
final class StockLevelSink implements Projection<StockLevel> {

  private static final ProtoSerde<StockLevel> SERDE =
      ProtoSerde.of(StockLevel.getDefaultInstance());

  private static final Table<StockLevel> TABLE =
      Table.<StockLevel>named("stock_levels_v1.stock_level")
          .key("tenant", TEXT, StockLevel::getTenant)
          .key("store_id", TEXT, StockLevel::getStoreId)
          .key("product_id", TEXT, StockLevel::getProductId)
          .value("quantity_milli", BIGINT, StockLevel::getQuantityMilli)
          .value("updated_at", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getUpdatedAt()))
          .value(
              "counted_at",
              TIMESTAMPTZ,
              row -> row.hasCountedAt() ? EventTime.micros(countedAt(row)) : null)
          .value("counted_nanos", INT, row -> EventTime.nanos(countedAt(row)))
          .keepNewest("revision", StockLevel::getRevision);

  private final LivePublisher live;

  StockLevelSink(LivePublisher live) {
    this.live = live;
  }

  /** A level as watchers get it. */
  record Update(String productId, String storeId, BigDecimal quantity, Instant updatedAt) {

    static Update of(StockLevel row) {
      return new Update(
          row.getProductId(),
          row.getStoreId(),
          Quantities.ofMilli(row.getQuantityMilli()),
          Timestamps.toInstant(row.getUpdatedAt()));
    }
  }

  @Override
  public String name() {
    return "stock-levels";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.PROJECTION_STOCK_LEVELS);
  }

  @Override
  public List<TopicSpec> inputs() {
    return List.of(Topics.SALES_RECEIPTS, Topics.STOCK_MOVEMENTS);
  }

  @Override
  public StockLevel row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    StockLevel row = Require.message(SERDE, entry);
    if (LateReceipts.onlyCovers(row.hasLate(), row.getLate())) {
      return row;
    }
    Require.id("tenant", row.getTenant());
    Require.id("store_id", row.getStoreId());
    Require.id("product_id", row.getProductId());
    Require.time("updated_at", row.hasUpdatedAt(), row.getUpdatedAt());
    return row;
  }

  @Override
  public @Nullable Covered covers(
      ConsumerRecord<byte[], byte @Nullable []> entry, @Nullable StockLevel row) {
    return row == null ? null : Covered.of(row.getInput());
  }

  @Override
  public List<Write> writes(List<StockLevel> rows) {
    List<Write> writes = new ArrayList<>(TABLE.upsert(onTime(rows)));
    writes.addAll(LateStock.writes(rows));
    return writes;
  }

  @Override
  public StockLevel returned(Readable row) {
    return StockLevel.newBuilder()
        .setTenant(Columns.text(row, "tenant"))
        .setStoreId(Columns.text(row, "store_id"))
        .setProductId(Columns.text(row, "product_id"))
        .setQuantityMilli(Columns.number(row, "quantity_milli"))
        .setUpdatedAt(Timestamps.of(Columns.time(row, "updated_at")))
        .build();
  }

  /** Of a level that late facts correct, watchers get what was returned. */
  @Override
  public void committed(List<StockLevel> rows, List<StockLevel> returned) {
    Map<String, StockLevel> levels = new LinkedHashMap<>();
    TABLE.conflate(onTime(rows)).forEach(row -> levels.put(key(row), row));
    returned.forEach(row -> levels.put(key(row), row));
    for (StockLevel row : levels.values()) {
      live.put(row.getTenant(), "stock:" + row.getStoreId(), row.getProductId(), Update.of(row));
    }
    live.send();
  }

  @Override
  public void resumed() {
    live.resetAll("stock");
  }

  private static List<StockLevel> onTime(List<StockLevel> rows) {
    return rows.stream().filter(row -> !row.hasLate()).toList();
  }

  private static Instant countedAt(StockLevel row) {
    return Timestamps.toInstant(row.getCountedAt());
  }

  private static String key(StockLevel row) {
    return Keys.of(row.getTenant(), row.getStoreId(), row.getProductId());
  }
}
