package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.KafkaBroker;
import io.millrace.infra.embedded.KafkaTopics;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Kafka goes away and comes back; the app stays. */
class KafkaOutageIT {

  private static final String SHIFT =
      "{\"shiftId\":\"1\",\"storeId\":\"s\",\"terminalId\":\"t\",\"type\":\"opened\"}";

  @Test
  void post_answers503WhileKafkaIsAwayAndRecovers() {
    try (KafkaBroker broker = new KafkaBroker(null, 0)) {
      broker.start();
      KafkaTopics.apply(broker.bootstrapServers());
      try (TestApp app = new TestApp(broker.bootstrapServers())) {
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
        await().atMost(Duration.ofSeconds(20)).until(() -> app.get("/ready").statusCode() == 503);
        assertThat(app.get("/ready").body()).contains("Kafka is away");
        await()
            .atMost(Duration.ofSeconds(5))
            .until(() -> app.get("/api/health").statusCode() == 503);
        Instant asked = Instant.now();
        unavailable(app);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(1));

        broker.start();
        await()
            .atMost(Duration.ofSeconds(15))
            .until(() -> app.post("/api/shifts", SHIFT).statusCode() == 202);
        await().atMost(Duration.ofSeconds(5)).until(() -> app.get("/ready").statusCode() == 200);
        assertThat(app.post("/api/keys", "{\"tenant\":\"demo\",\"scopes\":[\"ops\"]}").statusCode())
            .isEqualTo(201);
      }
    }
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
    assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));
  }
}
