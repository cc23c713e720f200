package io.millrace.streams;

import static io.millrace.streams.projection.TestFacts.KEY;
import static io.millrace.streams.projection.TestFacts.TENANT;
import static io.millrace.streams.projection.TestFacts.line;
import static io.millrace.streams.projection.TestFacts.sale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.KafkaBroker;
import io.millrace.infra.embedded.KafkaTopics;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.topic.Topics;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker and its topics come and go; the app stays and says what it waits for. */
class OutageIT {

  private static final Duration SOON = Duration.ofSeconds(180);

  @TempDir private Path stateDir;

  @Test
  void app_outlivesAnAbsentBrokerMissingTopicsAndARestartOfTheBroker() {
    try (KafkaBroker broker = new KafkaBroker(null, 0);
        StreamApp app = StreamApp.start(broker.bootstrapServers(), stateDir)) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                HttpResponse<String> absent = app.get("/ready");
                assertThat(absent.statusCode()).isEqualTo(503);
                assertThat(absent.body())
                    .contains("no connection to Kafka at " + broker.bootstrapServers());
              });
      assertThat(app.get("/api/health").body()).contains("\"status\":\"unhealthy\"");

      broker.start();
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(app.get("/ready").body()).contains("no topic config.projections.v1"));

      KafkaTopics.apply(broker.bootstrapServers());
      app.awaitReady();
      try (Log log = new Log(broker.bootstrapServers())) {
        log.send(Topics.SALES_RECEIPTS, KEY, sale("1", "2010-12-01T08:26:00Z", line("tea", 1, 1)));
        awaitReceipts(log, 1);
        broker.stop();
        await()
            .atMost(SOON)
            .untilAsserted(() -> assertThat(app.get("/ready").statusCode()).isEqualTo(503));
        broker.start();
        log.send(Topics.SALES_RECEIPTS, KEY, sale("2", "2010-12-01T08:26:00Z", line("tea", 1, 1)));
        awaitReceipts(log, 2);
        app.awaitReady();
      }
    }
  }

  private static void awaitReceipts(Log log, long receipts) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () ->
                assertThat(
                        log.rows(
                                Topics.PROJECTION_SALES_BY_DAY,
                                SalesBucket.getDefaultInstance(),
                                TENANT)
                            .values())
                    .singleElement()
                    .extracting(SalesBucket::getReceipts)
                    .isEqualTo(receipts));
  }
}
