package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OperationsIT {

  private static final String MOVEMENT =
      "{\"movementId\":\"m\",\"storeId\":\"s\",\"productId\":\"p\",\"quantity\":%s,\"reason\":\"delivery\"}";

  private final TestApp app = TestApp.shared();

  @Test
  void health_isOneAnswer() {
    HttpResponse<String> response =
        Awaitility.await()
            .until(() -> app.get("/api/health"), answer -> answer.body().contains("\"healthy\""));

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode health = TestApp.tree(response);
    assertThat(health.get("status").stringValue()).isEqualTo("healthy");
    assertThat(health.at("/kafka/status").stringValue()).isEqualTo("ok");
    assertThat(health.at("/database/status").stringValue()).isEqualTo("not-used");
    assertThat(health.at("/redis/status").stringValue()).isEqualTo("ok");
    assertThat(health.at("/memory/heapUsedMB").intValue()).isPositive();
  }

  @Test
  void health_rightAfterAnAnswerOnTheSameConnection_arrives() {
    for (int i = 0; i < 300; i++) {
      app.post("/api/stock/movements", MOVEMENT.formatted("1"));
      assertThat(app.get("/api/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void ready_namesItsParts() {
    JsonNode ready = TestApp.tree(app.get("/ready"));

    assertThat(ready.get("status").stringValue()).isEqualTo("UP");
    assertThat(ready.get("components").propertyNames())
        .containsExactlyInAnyOrder("kafka", "keys", "sources", "plans");
  }

  @Test
  void metrics_reconcile() {
    Scrape before = Scrape.of(app);

    app.post("/api/stock/movements", MOVEMENT.formatted("1"));
    app.post("/api/stock/movements", MOVEMENT.formatted("\"x\""));
    app.post("/api/stock/movements", "{");
    app.post("/api/stock/movements", "[" + MOVEMENT.formatted("1") + ",1]");
    app.post("/api/stock/movements", "{}", "Authorization", "Bearer nobody");

    Scrape after = Scrape.of(app);
    assertThat(after.events("received", "movement") - before.events("received", "movement"))
        .isEqualTo(6);
    assertThat(settled(after) - settled(before)).isEqualTo(6);
    assertThat(app.get("/metrics").body())
        .contains("millrace_ingest_ack_seconds_count")
        .contains("millrace_ingest_in_flight_records 0")
        .contains("reason=\"schema-violation\"");
  }

  @Test
  void actuator_showsNothingElse() {
    for (String path : new String[] {"/env", "/beans", "/heapdump", "/", "/loggers"}) {
      assertThat(app.get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  private static long settled(Scrape scrape) {
    return scrape.events("accepted", "movement")
        + scrape.events("rejected", "movement")
        + scrape.events("failed", "movement");
  }
}
