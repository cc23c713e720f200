package io.millrace.streams.stockalert;

import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.schemas.projection.v1.StockAlert;
import io.millrace.schemas.projection.v1.StockAlertState;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionTopology;
import io.millrace.streams.projection.RowPartitioner;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * Tells once per crossing that a product runs low in a store: an alert, which says so until it is
 * over, and a notification. Levels are keyed by store and thresholds by product, so levels are sent
 * to the partition of their product first.
 *
 * <p>The same levels and products in the same order give the same alerts, however often a level is
 * repeated.
 */
public final class StockAlertsTopology implements ProjectionTopology {

  private static final ProtoSerde<StockLevel> LEVEL =
      ProtoSerde.of(StockLevel.getDefaultInstance());
  private static final ProtoSerde<Product> PRODUCT = ProtoSerde.of(Product.getDefaultInstance());
  private static final ProtoSerde<StockAlert> ALERT =
      ProtoSerde.of(StockAlert.getDefaultInstance());
  private static final ProtoSerde<Notification> NOTIFICATION =
      ProtoSerde.of(Notification.getDefaultInstance());

  @Override
  public String applicationId() {
    return "millrace-stock-alerts";
  }

  @Override
  public Topology get() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(Thresholds.store());
    builder.addStateStore(Alerts.store());
    KStream<String, StockAlert> ofLevels =
        builder.stream(
                Topics.PROJECTION_STOCK_LEVELS.name(),
                Consumed.with(Serdes.String(), LEVEL).withName("levels"))
            .process(LevelsByProduct::new, Named.as("by-product"))
            .repartition(
                Repartitioned.<String, StockLevel>as("levels-by-product")
                    .withKeySerde(Serdes.String())
                    .withValueSerde(LEVEL)
                    .withNumberOfPartitions(Topics.CATALOG_PRODUCTS.partitions()))
            .process(LevelProcessor::new, Named.as("level"), Thresholds.STORE, Alerts.STORE);
    KStream<String, StockAlert> alerts =
        builder.stream(
                Topics.CATALOG_PRODUCTS.name(),
                Consumed.with(Serdes.String(), PRODUCT).withName("products"))
            .process(ProductProcessor::new, Named.as("product"), Thresholds.STORE, Alerts.STORE)
            .merge(ofLevels, Named.as("all"));
    alerts.to(
        Topics.PROJECTION_STOCK_ALERTS.name(),
        Produced.with(Serdes.String(), ALERT, new RowPartitioner<StockAlert>()).withName("alert"));
    alerts
        .filter(StockAlertsTopology::low, Named.as("low"))
        .map(LowStockNotification::of, Named.as("notify"))
        .to(
            Topics.PROJECTION_NOTIFICATIONS.name(),
            Produced.with(Serdes.String(), NOTIFICATION, new RowPartitioner<Notification>())
                .withName("notification"));
    return builder.build();
  }

  private static boolean low(String key, StockAlert alert) {
    return alert.getState() == StockAlertState.STOCK_ALERT_STATE_LOW;
  }
}
