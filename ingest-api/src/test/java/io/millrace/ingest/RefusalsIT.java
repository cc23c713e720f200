package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Every refusal is a problem that names its cause. */
class RefusalsIT {

  private static final String RECEIPTS = "/api/receipts";
  private static final String RECEIPT =
      "{\"storeId\":\"s\",\"total\":100,\"items\":[{\"productId\":\"p\",\"quantity\":1,\"price\":100}]}";

  private final TestApp app = TestApp.shared();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{",
        "{\"storeId\":\"a\",\"storeId\":\"b\"}",
        "{} {}",
        "''",
        "not json",
        "[{]",
        "[{}] x",
        "{\"total\":1e99999999999}"
      })
  void post_refusesMalformedJson(String body) {
    problem(app.post(RECEIPTS, body), 400, "malformed-json");
  }

  @Test
  void post_saysWhichTotalWasExpected() {
    JsonNode problem =
        problem(
            app.post(RECEIPTS, RECEIPT.replace("\"total\":100", "\"total\":99")),
            422,
            "schema-violation");

    assertThat(problem.at("/errors/0/pointer").stringValue()).isEqualTo("/total");
    assertThat(problem.at("/errors/0/message").stringValue())
        .isEqualTo("expected 100 (the lines less the discount), was 99");
    assertThat(problem.get("detail").stringValue()).contains("expected 100");
  }

  @Test
  void post_namesEverythingThatIsWrong() {
    HttpResponse<String> response =
        app.post(
            RECEIPTS,
            """
            {"storeId":"","total":"1","occurredAt":"2010-12-01T08:26:00","currency":"XXQ","type":"gift",
             "items":[{"productId":"p","quantity":1.2345,"price":1.5},{"productId":5,"quantity":0,"price":-1},7]}
            """);

    JsonNode problem = problem(response, 422, "schema-violation");
    assertThat(problem.get("errors").valueStream().map(e -> e.get("pointer").stringValue()))
        .containsExactlyInAnyOrder(
            "/storeId",
            "/total",
            "/occurredAt",
            "/currency",
            "/type",
            "/items/0/quantity",
            "/items/0/price",
            "/items/1/productId",
            "/items/1/quantity",
            "/items/1/price",
            "/items/2");
  }

  @Test
  void post_refusesOverflow() {
    problem(
        app.post(
            RECEIPTS,
            "{\"storeId\":\"s\",\"total\":1,\"items\":[{\"productId\":\"p\",\"quantity\":1000000000,\"price\":1000000000000}]}"),
        422,
        "schema-violation");
  }

  @Test
  void post_refusesCredentials() {
    HttpResponse<String> none =
        app.send(
            "POST", RECEIPTS, BodyPublishers.ofString(RECEIPT), "Content-Type", "application/json");
    problem(none, 401, "credential-missing");
    assertThat(none.headers().firstValue("WWW-Authenticate")).isPresent();
    problem(as("wrong", RECEIPTS, RECEIPT), 401, "credential-invalid");
    problem(as(TestApp.OPS_KEY, RECEIPTS, RECEIPT), 403, "scope-missing");
    problem(as(TestApp.WRITE_KEY, "/api/keys", "{}"), 403, "scope-missing");
    problem(
        as(TestApp.WRITE_KEY, RECEIPTS, "{\"tenantId\":\"demo\"," + RECEIPT.substring(1)),
        403,
        "tenant-mismatch");
    problem(
        as(TestApp.OPS_KEY, "/api/keys", "{\"tenant\":\"demo\",\"scopes\":[\"ops\"]}"),
        403,
        "tenant-mismatch");
  }

  @Test
  void post_refusesLargeBody() {
    String padded = RECEIPT.replace("\"p\"", "\"" + "p".repeat(2 << 20) + "\"");
    problem(app.post(RECEIPTS, padded), 413, "too-large");
    byte[] chunked = new byte[2 << 20];
    new Random(1).nextBytes(chunked);
    HttpResponse<String> streamed =
        app.send(
            "POST",
            RECEIPTS,
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(chunked)),
            "Content-Type",
            "application/json",
            "Authorization",
            "Bearer " + TestApp.DEMO_KEY);
    problem(streamed, 413, "too-large");
    problem(app.post(RECEIPTS, "[" + "{},".repeat(10_000) + "{}]"), 413, "too-many-items");
  }

  @Test
  void request_refusesWhatIsNotThere() {
    problem(app.get("/nothing"), 404, "not-found");
    problem(app.get("/api/receipts"), 405, "method-not-allowed");
    assertThat(app.get("/api/keys/x").headers().firstValue("Allow")).contains("DELETE");
    problem(
        app.post(RECEIPTS, RECEIPT, "Content-Type", "text/plain"), 415, "unsupported-media-type");
    problem(app.post(RECEIPTS, RECEIPT, "Content-Encoding", "br"), 415, "unsupported-media-type");
    problem(app.json("PUT", "/api/reference/planets/1", "{\"name\":\"x\"}"), 404, "not-found");
    problem(
        app.json("PUT", "/api/products/%00", "{\"name\":\"x\",\"price\":1}"),
        400,
        "malformed-path");
  }

  @Test
  void put_refusesStoreWithoutZone() {
    JsonNode problem =
        problem(
            app.json(
                "PUT",
                "/api/reference/stores/1",
                "{\"name\":\"x\",\"timezone\":\"Mars/North\",\"currency\":\"ZZZ\"}"),
            422,
            "schema-violation");
    assertThat(problem.get("errors").valueStream().map(e -> e.get("pointer").stringValue()))
        .containsExactly("/timezone", "/currency");
  }

  @Test
  void post_refusesChatThatCannotBe() {
    String path = "/api/chat/c/messages";
    problem(app.post(path, "{\"text\":\"hi\"}"), 400, "user-missing");
    problem(
        app.post(path, "{\"text\":\"hi\",\"reply\":\"me\"}", "X-User-Id", "ann"),
        422,
        "schema-violation");
    problem(app.post("/api/chat", "{\"message\":\"hi\"}"), 422, "schema-violation");
    problem(
        app.post(path, "{\"text\":\"a\\u0000b\"}", "X-User-Id", "ann"), 422, "schema-violation");
    problem(app.post(path, "{\"text\":\"\\ud800\"}", "X-User-Id", "ann"), 422, "schema-violation");
  }

  @Test
  void post_refusesMarksThatCannotBe() {
    problem(app.post("/api/chat/c/read", "{\"upToMessageId\":\"m\"}"), 400, "user-missing");
    problem(app.post("/api/notifications/read", "{\"ids\":[\"n\"]}"), 400, "user-missing");
    problem(app.post("/api/chat/c/read", "{}", "X-User-Id", "ann"), 422, "schema-violation");
    for (String ids : List.of("null", "[]", "\"n\"", "[1]", "[\"\"]")) {
      problem(
          app.post("/api/notifications/read", "{\"ids\":" + ids + "}", "X-User-Id", "ann"),
          422,
          "schema-violation");
    }
  }

  @Test
  void post_neverFailsOnGarbage() {
    Random random = new Random(20261120);
    String[] paths = {
      RECEIPTS,
      "/api/stock/movements",
      "/api/shifts",
      "/api/ai/requests",
      "/api/chat/c/messages",
      "/api/chat/c/read",
      "/api/chat",
      "/v1/chat/completions",
      "/api/notifications/read",
      "/api/sources",
      "/api/keys"
    };
    for (int i = 0; i < 700; i++) {
      String path = paths[i % paths.length];
      HttpResponse<String> response =
          app.send(
              "POST",
              path,
              BodyPublishers.ofByteArray(garbage(random)),
              "Content-Type",
              i % 3 == 0 ? "application/x-ndjson" : "application/json",
              "X-User-Id",
              "ann",
              "Authorization",
              "Bearer " + TestApp.DEMO_KEY);
      assertThat(response.statusCode()).as(path + response.body()).isBetween(200, 499);
    }
  }

  private static byte[] garbage(Random random) {
    if (random.nextBoolean()) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      return bytes;
    }
    String[] words = {
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      "\"items\"",
      "\"total\"",
      "\"quantity\"",
      "null",
      "1e400",
      "-0",
      "\"\\ud800\"",
      "9999999999999999999",
      "\"storeId\"",
      "true",
      "\n",
      "1.0000000001",
      "\"messages\"",
      "\"settings\"",
      "\"tenantId\"",
      "1E-2147483648"
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i >= 0; i--) {
      text.append(words[random.nextInt(words.length)]);
    }
    return text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private HttpResponse<String> as(String key, String path, String body) {
    return app.post(path, body, "Authorization", "Bearer " + key);
  }

  static JsonNode problem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = TestApp.tree(response);
    assertThat(problem.get("code").stringValue()).isEqualTo(code);
    assertThat(problem.get("status").intValue()).isEqualTo(status);
    assertThat(problem.get("type").stringValue()).isEqualTo("urn:millrace:problem:" + code);
    assertThat(problem.get("title").stringValue()).isNotBlank();
    assertThat(problem.get("detail").stringValue()).isNotBlank();
    assertThat(problem.get("instance").stringValue()).startsWith("/");
    assertThat(response.body()).doesNotContain("Exception", "\tat ");
    return problem;
  }
}
