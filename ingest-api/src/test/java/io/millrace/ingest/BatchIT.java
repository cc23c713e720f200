package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.stock.v1.StockMovement;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BatchIT {

  private static final String MOVEMENTS = "/api/stock/movements";
  private final TestApp app = TestApp.shared();

  @Test
  void post_takesArray() throws Exception {
    String body =
        IntStream.range(0, 1_000)
            .mapToObj(i -> movement("A-" + i, "1.5"))
            .collect(Collectors.joining(",", " [", "]"));

    HttpResponse<String> response = app.post(MOVEMENTS, body);

    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode results = TestApp.tree(response).get("results");
    assertThat(results.size()).isEqualTo(1_000);
    for (int i = 0; i < 1_000; i++) {
      assertThat(results.get(i).get("index").intValue()).isEqualTo(i);
      assertThat(results.get(i).get("status").intValue()).isEqualTo(202);
      assertThat(results.get(i).get("id").stringValue()).isEqualTo("A-" + i);
    }
    StockMovement last = StockMovement.parseFrom(app.record(results.get(999)).value());
    assertThat(last.getMovementId()).isEqualTo("A-999");
  }

  @Test
  void post_answersForEachItemOfMixedArray() {
    HttpResponse<String> response =
        app.post(
            MOVEMENTS,
            "["
                + String.join(
                    ",",
                    movement("B-0", "1"),
                    movement("B-1", "\"x\""),
                    "3",
                    "{\"tenantId\":\"other\"}",
                    movement("B-4", "2"))
                + "]");

    assertThat(response.statusCode()).isEqualTo(207);
    JsonNode results = TestApp.tree(response).get("results");
    assertThat(results.valueStream().map(r -> r.get("status").intValue()))
        .containsExactly(202, 422, 422, 403, 202);
    assertThat(results.at("/1/errors/0/pointer").stringValue()).isEqualTo("/quantity");
    assertThat(results.at("/1/code").stringValue()).isEqualTo("schema-violation");
    assertThat(results.at("/4/position").stringValue()).startsWith("stock.movements.v1-");
  }

  @Test
  void post_answersForEachLine() {
    HttpResponse<String> response =
        app.post(
            MOVEMENTS,
            movement("C-0", "1") + "\r\n\n{bad\n" + movement("C-2", "1"),
            "Content-Type",
            "application/x-ndjson");

    assertThat(response.statusCode()).isEqualTo(207);
    JsonNode results = TestApp.tree(response).get("results");
    assertThat(results.valueStream().map(r -> r.get("status").intValue()))
        .containsExactly(202, 400, 202);
    assertThat(results.at("/1/code").stringValue()).isEqualTo("malformed-json");
  }

  @Test
  void post_sendsNothingOfArrayThatDoesNotParse() {
    int before = app.records("stock.movements.v1").size();

    HttpResponse<String> response =
        app.post(MOVEMENTS, "[" + movement("D-0", "1") + "," + movement("D-1", "1"));

    RefusalsIT.problem(response, 400, "malformed-json");
    assertThat(app.records("stock.movements.v1")).hasSize(before);
  }

  @Test
  void post_refusesEmptyBatch() {
    RefusalsIT.problem(app.post(MOVEMENTS, "[]"), 422, "schema-violation");
  }

  @Test
  void post_takesGzip() throws Exception {
    byte[] lines =
        IntStream.range(0, 500)
            .mapToObj(i -> movement("E-" + i, "1"))
            .collect(Collectors.joining("\n"))
            .getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> response = send(BodyPublishers.ofByteArray(WebhookIT.gzip(lines)), "gzip");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(TestApp.tree(response).get("results").size()).isEqualTo(500);
    byte[] large = new byte[20 << 20];
    Arrays.fill(large, (byte) ' ');
    RefusalsIT.problem(
        send(BodyPublishers.ofByteArray(WebhookIT.gzip(large)), "gzip"), 413, "too-large");
  }

  /** The rest is discarded as it comes, so that a client that goes on still gets the answer. */
  @Test
  void post_refusesEndlessStreamAtTheLimit() throws Exception {
    byte[] lines = (movement("F", "1") + "\n").repeat(600).getBytes(StandardCharsets.UTF_8);
    byte[] size = (Integer.toHexString(lines.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    AtomicLong sent = new AtomicLong();
    try (RawClient client = new RawClient(app.base())) {
      client.write(
          RawClient.head(
              MOVEMENTS,
              "Transfer-Encoding: chunked",
              "Content-Type",
              "application/x-ndjson",
              "Authorization",
              "Bearer " + TestApp.DEMO_KEY));
      Thread sender =
          new Thread(
              () -> {
                try {
                  while (sent.get() < 1L << 30) {
                    client.write(size);
                    client.write(lines);
                    client.write(new byte[] {'\r', '\n'});
                    sent.addAndGet(lines.length);
                  }
                } catch (IOException e) {
                  assertThat(sent.get()).isPositive();
                }
              });
      sender.start();

      assertThat(client.status()).isEqualTo(413);
      assertThat(sent.get()).isBetween(15L << 20, 512L << 20);
      awaitNoBodyHeld();
      client.close();
      sender.join();
    }
  }

  /** What would take many times its size as a tree is refused before it is one. */
  @Test
  void post_refusesManyOrLargeItemsBeforeTheyAreBuilt() {
    RefusalsIT.problem(app.post(MOVEMENTS, array("[],", 3 << 20)), 413, "too-many-items");
    RefusalsIT.problem(app.post(MOVEMENTS, array("1,", 7 << 20)), 413, "too-many-items");
    RefusalsIT.problem(app.post(MOVEMENTS, "[" + array("12,", 4 << 20) + "]"), 413, "too-large");
    RefusalsIT.problem(app.post(MOVEMENTS, "[".repeat(15 << 20)), 413, "too-large");
    RefusalsIT.problem(app.post(MOVEMENTS, "[".repeat(1 << 19)), 400, "malformed-json");
    awaitNoBodyHeld();
  }

  private static String array(String item, int times) {
    return "[" + item.repeat(times) + "0]";
  }

  private HttpResponse<String> send(BodyPublisher body, String encoding) {
    return app.send(
        "POST",
        MOVEMENTS,
        body,
        "Content-Type",
        "application/x-ndjson",
        "Content-Encoding",
        encoding,
        "Authorization",
        "Bearer " + TestApp.DEMO_KEY);
  }

  /** What a body took is given back once its answer is on the way. */
  private void awaitNoBodyHeld() {
    await()
        .untilAsserted(
            () -> assertThat(app.get("/metrics").body()).contains("millrace_ingest_body_bytes 0"));
  }

  private static String movement(String id, String quantity) {
    return "{\"movementId\":\"%s\",\"storeId\":\"batch\",\"productId\":\"p\",\"quantity\":%s,\"reason\":\"delivery\"}"
        .formatted(id, quantity);
  }
}
