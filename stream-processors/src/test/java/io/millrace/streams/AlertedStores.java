package io.millrace.streams;

import static io.millrace.streams.projection.TestFacts.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.schemas.projection.v1.StockAlert;
import io.millrace.schemas.projection.v1.StockAlertState;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.TestFacts;
import java.time.Duration;
import java.util.List;

/** Stores whose levels meet thresholds of products in any of the partitions. */
final class AlertedStores {

  private static final String TENANT = "alerts";
  private static final List<String> STORES = List.of("s1", "s2", "s3");
  private static final List<String> PRODUCTS = List.of("tea", "cup", "pot", "jam", "oil", "rye");
  private static final int ROWS = STORES.size() * PRODUCTS.size();

  private final Log log;

  AlertedStores(Log log) {
    this.log = log;
  }

  /** Every product is low at 5. */
  void setThresholds() {
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
  }

  /** Everything gets low, which is told once although the sales come twice. */
  void sellOut() {
    move("open", 20);
    sell("one", 16);
    sell("one", 16);
    awaitAlerts(ROWS, 1, StockAlertState.STOCK_ALERT_STATE_LOW);
  }

  /** Everything is delivered and gets low again, which is told once more. */
  void sellOutAgain() {
    move("more", 20);
    awaitAlerts(2 * ROWS, 1, StockAlertState.STOCK_ALERT_STATE_OK);
    sell("two", 22);
    awaitAlerts(3 * ROWS, 2, StockAlertState.STOCK_ALERT_STATE_LOW);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        log.rows(
                            Topics.PROJECTION_NOTIFICATIONS,
                            Notification.getDefaultInstance(),
                            TENANT))
                    .hasSize(2 * ROWS));
  }

  private void move(String id, int quantity) {
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

  private void sell(String id, int quantity) {
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

  private void awaitAlerts(int records, long crossings, StockAlertState state) {
    await()
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
