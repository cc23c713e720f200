package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.infra.embedded.Stack;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is bounded is refused at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverloadIT {

  private static final String SHIFT =
      "{\"shiftId\":\"1\",\"storeId\":\"s\",\"terminalId\":\"t\",\"type\":\"opened\"}";

  private TestApp app;

  @BeforeAll
  void start() {
    TestApp.shared();
    app =
        new TestApp(
            Stack.shared().kafkaBootstrapServers(),
            "--ingest.kafka.max-in-flight-bytes=1KB",
            "--ingest.kafka.ack-timeout=30s",
            "--ingest.body.timeout=5s");
    app.awaitReady();
  }

  @AfterAll
  void stop() {
    app.close();
  }

  @Test
  void post_isRefusedAtOnceWhenTheGateIsFull() {
    String large = SHIFT.replace("\"t\"", "\"" + "t".repeat(100) + "\"");
    HttpResponse<String> batch =
        app.post("/api/shifts", "[" + (large + ",").repeat(500) + large + "]");

    assertThat(batch.statusCode()).isIn(207, 503);
    Instant asked = Instant.now();
    HttpResponse<String> response =
        app.post(
            "/api/receipts",
            "{\"storeId\":\"s\",\"total\":0,\"items\":[{\"productId\":\"p\",\"name\":\"%s\",\"quantity\":1,\"price\":0}]}"
                .formatted("n".repeat(900)));
    RefusalsIT.problem(response, 503, "overloaded");
    assertThat(response.headers().firstValue("Retry-After")).contains("1");
    assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(10));
    assertThat(app.post("/api/shifts", SHIFT).statusCode()).isEqualTo(202);
  }

  @Test
  void post_isRefusedWhenTheBodyIsSlow() throws IOException {
    try (Socket socket = new Socket("localhost", app.base().getPort())) {
      socket.setSoTimeout(30_000);
      String head =
          "POST /api/shifts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Authorization: Bearer demo-key\r\nContent-Length: 100\r\n\r\n{";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[2_000];
      int count = socket.getInputStream().read(answer);

      assertThat(new String(answer, 0, count, StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 408")
          .contains("slow-body");
    }
  }
}
