package io.millrace.streams;

import static io.millrace.streams.projection.TestFacts.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.KafkaBroker;
import io.millrace.infra.embedded.KafkaTopics;
import io.millrace.schemas.config.v1.ProjectionVersions;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.TestFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second version of a projection is made beside the first, and takes its place. */
class VersionsIT {

  private static final Duration SOON = Duration.ofSeconds(180);
  private static final Duration BEHIND = Duration.ofSeconds(10);
  private static final String NAME = "sales-by-hour";
  private static final TopicSpec FIRST = Topics.PROJECTION_SALES_BY_HOUR;
  private static final TopicSpec SECOND = FIRST.version(2);
  private static final TopicSpec THIRD = FIRST.version(3);
  private static final String TENANT = "versions";
  private static final String KEY = Keys.of(TENANT, "s1");

  @TempDir private Path stateDir;

  @Test
  void versions_runBesideEachOtherAndAreRetired() throws Exception {
    try (KafkaBroker broker = new KafkaBroker(null, 0)) {
      broker.start();
      String kafka = broker.bootstrapServers();
      KafkaTopics.apply(kafka);
      try (Log log = new Log(kafka);
          Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
        int all;
        try (StreamApp app = StreamApp.start(kafka, stateDir)) {
          app.awaitReady();
          sell(log, 0, 20);
          awaitReceipts(log, FIRST, 20);

          create(admin, SECOND);
          put(log, 1, 2, 0);
          awaitReceipts(log, SECOND, 20);
          assertThat(log.read(FIRST)).as("rows of the first version only").hasSize(20);
          assertThat(log.read(SECOND)).hasSize(20);
          app.awaitReady();
          assertThat(app.get("/api/health").body()).contains("millrace-sales-by-hour-v2");
          assertThat(app.get("/metrics").body())
              .contains("millrace_streams_running{topology=\"millrace-sales-by-hour-v2\"} 1.0");

          sell(log, 20, 10);
          awaitReceipts(log, FIRST, 30);
          awaitReceipts(log, SECOND, 30);

          put(log, 2, 0, 0);
          int sold = 30;
          do {
            sell(log, sold++, 1);
            awaitReceipts(log, SECOND, sold);
            assertThat(sold).as("receipts the retired version counted").isLessThan(130);
          } while (counts(log, FIRST, sold));
          long last = receipts(log, FIRST);
          sell(log, sold, 5);
          awaitReceipts(log, SECOND, sold + 5);
          assertThat(receipts(log, FIRST)).isEqualTo(last);
          all = sold + 5;
          app.awaitReady();
          assertThat(admin.listTopics().names().get())
              .contains("millrace-sales-by-hour-v2-rows-changelog");
          assertThat(app.get("/metrics").body())
              .doesNotContain("topology=\"millrace-sales-by-hour\"} 1.0");
        }
        try (StreamApp app = StreamApp.start(kafka, stateDir)) {
          sell(log, 0, all + 5);
          app.awaitReady();
          awaitReceipts(log, SECOND, all + 5);
          assertThat(app.get("/api/health").body()).doesNotContain("millrace-sales-by-hour\"");

          create(admin, THIRD);
          put(log, 2, 3, 0);
          awaitReceipts(log, THIRD, all + 5);
          put(log, 3, 0, 0);
          await()
              .atMost(SOON)
              .untilAsserted(
                  () ->
                      assertThat(admin.listTopics().names().get())
                          .contains(SECOND.name(), "millrace-sales-by-hour-v3-rows-changelog")
                          .doesNotContain("millrace-sales-by-hour-v2-rows-changelog"));
        }
      }
    }
  }

  private static void put(Log log, int active, int building, int previous) {
    log.send(
        Topics.CONFIG_PROJECTIONS,
        NAME,
        ProjectionVersions.newBuilder()
            .setName(NAME)
            .setActive(active)
            .setBuilding(building)
            .setPrevious(previous)
            .addTopics(FIRST.name())
            .build());
  }

  private static void create(Admin admin, TopicSpec topic)
      throws InterruptedException, ExecutionException {
    admin
        .createTopics(
            List.of(
                new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                    .configs(topic.config())))
        .all()
        .get();
  }

  private static void sell(Log log, int from, int count) {
    for (int i = from; i < from + count; i++) {
      Receipt receipt =
          TestFacts.sale("r" + i, "2010-12-01T08:26:00Z", line("tea", 1, 100)).toBuilder()
              .setTenant(TENANT)
              .build();
      log.send(Topics.SALES_RECEIPTS, KEY, receipt);
    }
  }

  /** Whether a version goes on to count: only one that is retired is ever that far behind. */
  private static boolean counts(Log log, TopicSpec topic, long receipts) {
    try {
      awaitReceipts(log, topic, receipts, BEHIND);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private static void awaitReceipts(Log log, TopicSpec topic, long receipts) {
    awaitReceipts(log, topic, receipts, SOON);
  }

  private static void awaitReceipts(Log log, TopicSpec topic, long receipts, Duration limit) {
    await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(receipts(log, topic)).isEqualTo(receipts));
  }

  /** What the only row of the tenant says; 0 while there is none. */
  private static long receipts(Log log, TopicSpec topic) {
    return log.rows(topic, SalesBucket.getDefaultInstance(), TENANT).values().stream()
        .mapToLong(SalesBucket::getReceipts)
        .sum();
  }
}
