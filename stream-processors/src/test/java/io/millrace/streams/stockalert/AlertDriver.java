package io.millrace.streams.stockalert;

import static io.millrace.streams.projection.TestFacts.TENANT;

import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.schemas.projection.v1.StockAlert;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.FactMeter;
import io.millrace.streams.projection.ProjectionDriver;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;

/** Drives the alerts topology of one shop: levels and products in, alerts and notifications out. */
final class AlertDriver implements AutoCloseable {

  static final Instant AT = Instant.parse("2010-12-01T08:00:00Z");

  private final ProjectionDriver<StockAlert> driver;

  AlertDriver() {
    this(FactMeter.NONE);
  }

  AlertDriver(FactMeter meter) {
    driver =
        new ProjectionDriver<>(
            new StockAlertsTopology(),
            Topics.PROJECTION_STOCK_ALERTS,
            StockAlert.getDefaultInstance(),
            meter);
  }

  /** A level of so many thousandths, with its revision. */
  List<StockAlert> level(String store, String product, long milli, long revision) {
    return send(
        StockLevel.newBuilder()
            .setTenant(TENANT)
            .setStoreId(store)
            .setProductId(product)
            .setQuantityMilli(milli)
            .setRevision(revision)
            .setUpdatedAt(Timestamps.of(AT.plusSeconds(revision)))
            .setInput(
                InputPosition.newBuilder()
                    .setTopic("sales.receipts.v1")
                    .setOffset(revision)
                    .setIngestedAt(Timestamps.of(ProjectionDriver.NOW)))
            .build());
  }

  List<StockAlert> send(StockLevel level) {
    return driver.send(
        Topics.PROJECTION_STOCK_LEVELS,
        Keys.of(level.getTenant(), level.getStoreId(), level.getProductId()),
        level);
  }

  /** A product with that threshold in thousandths, or without one. */
  List<StockAlert> product(String product, Long threshold) {
    Product.Builder state =
        Product.newBuilder()
            .setTenant(TENANT)
            .setProductId(product)
            .setName("name of " + product)
            .setUpdatedAt(Timestamps.of(AT.plusSeconds(3_600)));
    if (threshold != null) {
      state.setLowStockThresholdMilli(threshold);
    }
    return send(Keys.of(TENANT, product), state.build().toByteArray());
  }

  List<StockAlert> deleted(String product) {
    return send(Keys.of(TENANT, product), null);
  }

  List<StockAlert> send(String productKey, byte[] product) {
    return driver.send(
        Topics.CATALOG_PRODUCTS, productKey, product, new RecordHeaders(), ProjectionDriver.NOW);
  }

  List<TestRecord<String, Notification>> notifications() {
    return driver.read(Topics.PROJECTION_NOTIFICATIONS, Notification.getDefaultInstance());
  }

  List<TestRecord<byte[], byte[]>> deadLetters(TopicSpec topic) {
    return driver.deadLetters(topic);
  }

  @Override
  public void close() {
    driver.close();
  }
}
