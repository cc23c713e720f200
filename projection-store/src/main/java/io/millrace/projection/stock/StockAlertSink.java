package io.millrace.projection.stock;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.StockAlert;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Keeps {@code stock_alert}. It covers its own topic only: alerts are made where products are, in
 * another order than the facts behind them.
 */
@Component
final class StockAlertSink implements Projection<StockAlert> {

  private static final ProtoSerde<StockAlert> SERDE =
      ProtoSerde.of(StockAlert.getDefaultInstance());

  private static final Table<StockAlert> TABLE =
      Table.<StockAlert>named("stock_alerts_v1.stock_alert")
          .key("tenant", TEXT, StockAlert::getTenant)
          .key("store_id", TEXT, StockAlert::getStoreId)
          .key("product_id", TEXT, StockAlert::getProductId)
          .value("product_name", TEXT, row -> Table.orNull(row.getProductName()))
          .value("state", TEXT, StockAlertSink::state)
          .value("quantity_milli", BIGINT, StockAlert::getQuantityMilli)
          .value(
              "threshold_milli",
              BIGINT,
              row -> row.hasThresholdMilli() ? row.getThresholdMilli() : null)
          .value("since", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getSince()))
          .value("ingested_at", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getIngestedAt()))
          .value("crossings", BIGINT, StockAlert::getCrossings)
          .keepNewest("revision", StockAlert::getRevision);

  @Override
  public String name() {
    return "stock-alerts";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.PROJECTION_STOCK_ALERTS);
  }

  @Override
  public StockAlert row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    StockAlert row = Require.message(SERDE, entry);
    Require.id("tenant", row.getTenant());
    Require.id("store_id", row.getStoreId());
    Require.id("product_id", row.getProductId());
    Require.time("since", row.hasSince(), row.getSince());
    state(row);
    return row;
  }

  @Override
  public List<Write> writes(List<StockAlert> rows) {
    return TABLE.upsert(rows);
  }

  private static String state(StockAlert row) {
    return switch (row.getState()) {
      case STOCK_ALERT_STATE_OK -> "ok";
      case STOCK_ALERT_STATE_LOW -> "low";
      case STOCK_ALERT_STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("state: " + row.getState() + " (expected: ok or low)");
    };
  }
}
