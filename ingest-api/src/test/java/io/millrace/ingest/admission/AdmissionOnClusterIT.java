package io.millrace.ingest.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.RedisCluster;
import io.millrace.infra.embedded.Stack;
import io.millrace.ingest.TestApp;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Limits and ids on a Redis Cluster: without an answer of it, each instance counts alone. */
class AdmissionOnClusterIT {

  private static final String MOVEMENT =
      "{\"movementId\":\"%s\",\"storeId\":\"s\",\"productId\":\"p\",\"quantity\":1,\"reason\":\"delivery\"}";

  @Test
  void request_isAdmittedByTheScript() {
    try (RedisCluster cluster = new RedisCluster()) {
      cluster.start();
      try (TestApp app =
          new TestApp(
              Stack.shared().kafkaBootstrapServers(),
              "--ingest.keys.admin-tenant=demo",
              "--ingest.redis.url=" + cluster.url())) {
        app.seedKeys();
        app.awaitReady();
        await().until(() -> !isCountedAlone(movement(app, UUID.randomUUID().toString())));
        String id = UUID.randomUUID().toString();
        movement(app, id);
        HttpResponse<String> again = movement(app, id);
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.body()).contains("\"duplicate\":true");
        assertThat(isCountedAlone(again)).isFalse();
      }
    }
  }

  private static boolean isCountedAlone(HttpResponse<String> response) {
    return response.headers().firstValue("RateLimit-Scope").isPresent();
  }

  private static HttpResponse<String> movement(TestApp app, String id) {
    return app.post("/api/stock/movements", MOVEMENT.formatted(id), "X-User-Id", id);
  }
}
