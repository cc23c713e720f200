package io.millrace.streams;

import static io.millrace.streams.projection.TestFacts.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.TestFacts;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app that is stopped and starts elsewhere, without its state, goes on as if nothing was. */
@WithStack
class RestoreIT {

  private static final String TENANT = "restore";
  private static final String KEY = Keys.of(TENANT, "s1");

  @TempDir private Path lost;
  @TempDir private Path fresh;

  @Test
  void restart_withoutStateContinuesExactlyWithFactsOf2010AndTellsNoAlertTwice(Stack stack) {
    String kafka = stack.kafkaBootstrapServers();
    try (Log log = new Log(kafka)) {
      AlertedStores alerted = new AlertedStores(log);
      alerted.setThresholds();
      try (StreamApp app = StreamApp.start(kafka, lost)) {
        app.awaitReady();
        for (int i = 0; i < 50; i++) {
          log.send(Topics.SALES_RECEIPTS, KEY, receipt(i));
        }
        awaitFigures(log, 50);
        alerted.sellOut();
      }
      try (StreamApp app = StreamApp.start(kafka, fresh)) {
        for (int i = 0; i < 60; i++) {
          log.send(Topics.SALES_RECEIPTS, KEY, receipt(i));
        }
        app.awaitReady();
        awaitFigures(log, 60);
        alerted.sellOutAgain();
      }
    }
  }

  private static Receipt receipt(int number) {
    return TestFacts.sale("r" + number, "2010-12-01T08:26:00Z", line("tea", 1, 100)).toBuilder()
        .setTenant(TENANT)
        .build();
  }

  private static void awaitFigures(Log log, long receipts) {
    await()
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              SalesBucket sales =
                  log.rows(
                          Topics.PROJECTION_SALES_BY_HOUR, SalesBucket.getDefaultInstance(), TENANT)
                      .get(KEY + "//2010-12-01T08:15:00Z");
              StockLevel level =
                  log.rows(Topics.PROJECTION_STOCK_LEVELS, StockLevel.getDefaultInstance(), TENANT)
                      .get(KEY + "/tea");
              assertThat(sales).isNotNull();
              assertThat(level).isNotNull();
              assertThat(sales.getReceipts()).isEqualTo(receipts);
              assertThat(sales.getRevenue()).isEqualTo(receipts * 100);
              assertThat(sales.getRevision()).isEqualTo(receipts);
              assertThat(level.getQuantityMilli()).isEqualTo(-receipts * 1_000);
            });
  }
}
