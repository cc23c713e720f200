package io.millrace.projection.stock;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.json.Quantities;
import io.millrace.projection.live.LivePublisher;
import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
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
              row -> row.hasCountedAt() ? Timestamps.toInstant(row.getCountedAt()) : null)
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
  public StockLevel row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    StockLevel row = Require.message(SERDE, entry);
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
    return TABLE.upsert(rows);
  }

  @Override
  public void committed(List<StockLevel> rows) {
    for (StockLevel row : TABLE.conflate(rows)) {
      live.put(row.getTenant(), "stock:" + row.getStoreId(), row.getProductId(), Update.of(row));
    }
    live.send();
  }
}
