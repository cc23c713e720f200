package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.KafkaBroker;
import io.millrace.infra.embedded.KafkaTopics;
import io.millrace.schemas.event.EventHeaders;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Kafka goes away and comes back; the app stays. */
class KafkaOutageIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration ACK_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(15);

  private static final String SHIFT =
      "{\"shiftId\":\"1\",\"storeId\":\"s\",\"terminalId\":\"t\",\"type\":\"opened\"}";

  @Test
  void post_answers503WhileKafkaIsAwayAndRecovers() {
    try (KafkaBroker broker = new KafkaBroker(null, 0)) {
      broker.start();
      KafkaTopics.apply(broker.bootstrapServers());
      try (TestApp app =
          new TestApp(
              broker.bootstrapServers(),
              "--ingest.kafka.ack-timeout=" + ACK_TIMEOUT.toSeconds() + "s")) {
        app.seedKeys();
        app.awaitReady();
        assertThat(app.post("/api/shifts", SHIFT).statusCode()).isEqualTo(202);
        RefusalsIT.problem(
            app.post("/api/keys", "{\"tenant\":\"other\",\"scopes\":[\"ops\"]}"),
            403,
            "tenant-mismatch");

        broker.stop();
        for (int i = 0; i < 3; i++) {
          unavailable(app);
        }
        await().atMost(SOON).until(() -> app.get("/ready").statusCode() == 503);
        assertThat(app.get("/ready").body()).contains("Kafka is away");
        await().atMost(SOON).until(() -> app.get("/api/health").statusCode() == 503);
        Instant asked = Instant.now();
        unavailable(app);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(ACK_TIMEOUT);

        broker.start();
        await().atMost(SOON).until(() -> app.post("/api/shifts", SHIFT).statusCode() == 202);
        await().atMost(SOON).until(() -> app.get("/ready").statusCode() == 200);
        assertThat(app.post("/api/keys", "{\"tenant\":\"demo\",\"scopes\":[\"ops\"]}").statusCode())
            .isEqualTo(201);
      }
    }
  }

  /**
   * Every answer honest and in time, all that was acknowledged stored once, every event counted.
   */
  @Test
  void post_keepsItsPromisesUnderLoadWhileKafkaGoesAndComes() throws Exception {
    try (KafkaBroker broker = new KafkaBroker(null, 0)) {
      broker.start();
      KafkaTopics.apply(broker.bootstrapServers());
      try (TestApp app =
          new TestApp(
              broker.bootstrapServers(),
              "--ingest.kafka.ack-timeout=" + ACK_TIMEOUT.toSeconds() + "s")) {
        app.seedKeys();
        app.awaitReady();
        Load load = new Load(app, 16);
        await().atMost(SOON).until(() -> load.answered(202) > 500);
        broker.stop();
        await().atMost(SOON).until(() -> load.answered(503) > 2_000);
        int before = load.answered(202);
        broker.start();
        await().atMost(SOON).until(() -> load.answered(202) > before + 500);
        load.end();

        assertThat(load.lost()).isEmpty();
        assertThat(load.statuses()).isSubsetOf(202, 503);
        assertThat(load.slowest()).isLessThan(LONGEST_ANSWER);
        assertStoredOnce(app, load.accepted());
        assertCounted(app, load);
      }
    }
  }

  private static void assertStoredOnce(TestApp app, Set<String> accepted) {
    Map<String, Long> stored =
        app.records("sales.shifts.v1").stream()
            .map(KafkaOutageIT::id)
            .filter(accepted::contains)
            .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
    Set<String> missing = new TreeSet<>(accepted);
    missing.removeAll(stored.keySet());
    assertThat(missing).as("of %s acknowledged", accepted.size()).isEmpty();
    assertThat(stored.values()).allMatch(times -> times == 1);
  }

  private static void assertCounted(TestApp app, Load load) throws IOException {
    app.post("/api/shifts", "{}");
    app.post("/api/shifts", "{");
    app.post("/api/shifts", "[" + SHIFT + ",1," + SHIFT + "]");
    app.post("/api/shifts", SHIFT, "Authorization", "Bearer nobody");
    app.post("/api/shifts", SHIFT, "Content-Encoding", "br");
    for (int i = 0; i < 20; i++) {
      try (RawClient gone = new RawClient(app.base())) {
        gone.write(
            RawClient.head(
                "/api/shifts",
                "Content-Length: 1000",
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + TestApp.DEMO_KEY));
        gone.write(new byte[10]);
      }
    }
    await()
        .untilAsserted(
            () ->
                assertThat(Scrape.of(app).events("rejected", "shift", "client-gone"))
                    .isEqualTo(20));
    Scrape scrape = Scrape.of(app);
    assertThat(scrape.events("accepted", "shift")).isEqualTo(load.answered(202) + 2);
    assertThat(scrape.events("failed", "shift")).isEqualTo(load.answered(503));
    assertThat(scrape.events("rejected", "shift")).isEqualTo(25);
    assertThat(scrape.events("received", "shift"))
        .isEqualTo(load.answered(202) + load.answered(503) + 27);
    assertThat(scrape.text())
        .contains("millrace_ingest_in_flight_records 0", "millrace_ingest_in_flight_bytes 0")
        .contains("millrace_ingest_body_bytes 0", "millrace_ingest_waiting_requests 0");
    assertThat(scrape.text().lines().filter(line -> line.contains("ack_seconds_bucket")))
        .hasSizeLessThan(20);
  }

  private static String id(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.headers().lastHeader(EventHeaders.ID).value(), StandardCharsets.UTF_8)
        .replace("/opened", "");
  }

  @Test
  void start_needsNoKafka() {
    try (KafkaBroker broker = new KafkaBroker(null, 0)) {
      broker.start();
      String bootstrapServers = broker.bootstrapServers();
      KafkaTopics.apply(bootstrapServers);
      broker.stop();
      try (TestApp app = new TestApp(bootstrapServers)) {
        assertThat(app.get("/ready").statusCode()).isEqualTo(503);
        RefusalsIT.problem(app.post("/api/shifts", SHIFT), 503, "not-ready");
        RefusalsIT.problem(app.post("/api/webhook/x", "{}"), 503, "not-ready");
        broker.start();
        app.seedKeys();
        app.awaitReady();
        assertThat(app.post("/api/shifts", SHIFT).statusCode()).isEqualTo(202);
      }
    }
  }

  private static void unavailable(TestApp app) {
    Instant asked = Instant.now();
    HttpResponse<String> response = app.post("/api/shifts", SHIFT);
    RefusalsIT.problem(response, 503, "kafka-unavailable");
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(Duration.between(asked, Instant.now())).isLessThan(LONGEST_ANSWER);
  }
}
