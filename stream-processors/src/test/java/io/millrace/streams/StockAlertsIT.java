package io.millrace.streams;

import static io.millrace.streams.projection.TestFacts.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.schemas.projection.v1.StockAlert;
import io.millrace.schemas.projection.v1.StockAlertState;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.TestFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts on a broker: levels by store meet thresholds by product in any of the partitions. */
@WithStack
class StockAlertsIT {

  private static final String TENANT = "alerts";
  private static final List<String> STORES = List.of("s1", "s2", "s3");
  private static final List<String> PRODUCTS = List.of("tea", "cup", "pot", "jam", "oil", "rye");
  private static final int ROWS = STORES.size() * PRODUCTS.size();

  @TempDir private Path lost;
  @TempDir private Path fresh;

  @Test
  void crossings_areToldOnceAcrossARestartWithoutState(Stack stack) {
    try (Log log = new Log(stack.kafkaBootstrapServers())) {
      for (String product : PRODUCTS) {
        log.send(
            Topics.CATALOG_PRODUCTS,
            Keys.of(TENANT, product),
            Product.newBuilder()
                .setTenant(TENANT)
                .setProductId(product)
                .setLowStockThresholdMilli(5_000)
                .build());
      }
      try (StreamApp app = StreamApp.start(stack.kafkaBootstrapServers(), lost)) {
        app.awaitReady();
        move(log, "open", 20);
        sell(log, "one", 16);
        sell(log, "one", 16);
        awaitAlerts(log, ROWS, 1, StockAlertState.STOCK_ALERT_STATE_LOW);
      }
      try (StreamApp app = StreamApp.start(stack.kafkaBootstrapServers(), fresh)) {
        app.awaitReady();
        move(log, "more", 20);
        awaitAlerts(log, 2 * ROWS, 1, StockAlertState.STOCK_ALERT_STATE_OK);
        sell(log, "two", 22);
        awaitAlerts(log, 3 * ROWS, 2, StockAlertState.STOCK_ALERT_STATE_LOW);
      }
      assertThat(
              log.rows(Topics.PROJECTION_NOTIFICATIONS, Notification.getDefaultInstance(), TENANT))
          .hasSize(2 * ROWS);
    }
  }

  private static void move(Log log, String id, int quantity) {
    for (String store : STORES) {
      for (String product : PRODUCTS) {
        log.send(
            Topics.STOCK_MOVEMENTS,
            Keys.of(TENANT, store),
            TestFacts.movement(
                    id + product,
                    MovementReason.MOVEMENT_REASON_DELIVERY,
                    product,
                    quantity,
                    "2010-12-01T08:00:00Z")
                .toBuilder()
                .setTenant(TENANT)
                .setStoreId(store)
                .build());
      }
    }
  }

  private static void sell(Log log, String id, int quantity) {
    for (String store : STORES) {
      log.send(
          Topics.SALES_RECEIPTS,
          Keys.of(TENANT, store),
          TestFacts.sale(
                  id,
                  "2010-12-01T09:00:00Z",
                  PRODUCTS.stream()
                      .map(product -> line(product, quantity, 100))
                      .toArray(ReceiptLine[]::new))
              .toBuilder()
              .setTenant(TENANT)
              .setStoreId(store)
              .build());
    }
  }

  private static void awaitAlerts(Log log, int records, long crossings, StockAlertState state) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              assertThat(
                      log.read(Topics.PROJECTION_STOCK_ALERTS).stream()
                          .filter(alert -> alert.key().startsWith(TENANT + "/")))
                  .hasSize(records);
              assertThat(
                      log.rows(
                              Topics.PROJECTION_STOCK_ALERTS,
                              StockAlert.getDefaultInstance(),
                              TENANT)
                          .values())
                  .hasSize(ROWS)
                  .allSatisfy(
                      alert -> {
                        assertThat(alert.getState()).isEqualTo(state);
                        assertThat(alert.getCrossings()).isEqualTo(crossings);
                      });
            });
  }
}
