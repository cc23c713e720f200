package io.millrace.ingest.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.RedisServer;
import io.millrace.infra.embedded.Stack;
import io.millrace.ingest.TestApp;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Two instances and one Redis, which is then slow, away and back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdmissionIT {

  private static final String RUN = UUID.randomUUID().toString();
  private static final String MOVEMENT =
      "{\"movementId\":\"%s\",\"storeId\":\"s\",\"productId\":\"p\",\"quantity\":%d,\"reason\":\"delivery\"}";

  private static RedisServer server;
  private static Process redis;
  private static TestApp one;
  private static TestApp two;

  @BeforeAll
  static void start() throws IOException {
    server = new RedisServer(null, 0);
    redis = startRedis();
    one = app();
    two = app();
    one.seedKeys();
    one.awaitReady();
    two.awaitReady();
    awaitScope(one, false);
    awaitScope(two, false);
  }

  private static TestApp app() {
    return new TestApp(
        Stack.shared().kafkaBootstrapServers(),
        "--ingest.keys.admin-tenant=demo",
        "--ingest.redis.url=" + server.url(),
        "--ingest.limit.api=200/1d");
  }

  private static Process startRedis() throws IOException {
    Process process =
        new ProcessBuilder(server.command())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectErrorStream(true)
            .start();
    await().pollInterval(Duration.ofMillis(20)).until(server::isReady);
    return process;
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    redis.destroyForcibly();
    server.close();
  }

  /** Waits until an instance says that it counts alone, or no longer does. */
  private static void awaitScope(TestApp app, boolean alone) {
    await()
        .until(
            () ->
                movement(app, "u-" + UUID.randomUUID(), UUID.randomUUID().toString(), 1)
                        .headers()
                        .firstValue("RateLimit-Scope")
                        .isPresent()
                    == alone);
  }

  private static HttpResponse<String> movement(TestApp app, String user, String id, int quantity) {
    return app.post("/api/stock/movements", MOVEMENT.formatted(id, quantity), "X-User-Id", user);
  }

  private static HttpResponse<String> say(TestApp app, String user, String key) {
    return app.post(
        "/api/chat/c/messages",
        "{\"text\":\"hello\"}",
        "X-User-Id",
        user,
        "Authorization",
        "Bearer " + key);
  }

  private static String user() {
    return "user-" + UUID.randomUUID();
  }

  private static List<HttpResponse<String>> all(
      int count, IntFunction<HttpResponse<String>> request) {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        sent.add(CompletableFuture.supplyAsync(() -> request.apply(number), threads));
      }
      return sent.stream().map(CompletableFuture::join).toList();
    } finally {
      threads.shutdown();
    }
  }

  private static long accepted(List<HttpResponse<String>> responses) {
    assertThat(responses).allMatch(r -> r.statusCode() == 202 || r.statusCode() == 429);
    return responses.stream().filter(response -> response.statusCode() == 202).count();
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  @Order(1)
  void twoInstances_shareOneLimit() {
    String user = user();

    List<HttpResponse<String>> responses =
        all(260, i -> movement(i % 2 == 0 ? one : two, user, RUN + "-share-" + i, 1));

    assertThat(accepted(responses)).isEqualTo(200);
    assertThat(accepted(List.of(movement(one, user(), RUN + "-other", 1)))).isOne();
  }

  @Test
  @Order(2)
  void chat_takesThirtyMessagesAMinute() {
    String user = user();
    HttpResponse<String> first = say(one, user, TestApp.DEMO_KEY);
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(header(first, "RateLimit-Limit")).isEqualTo("30");
    assertThat(header(first, "RateLimit-Remaining")).isEqualTo("29");
    assertThat(header(first, "RateLimit-Reset")).isEqualTo("2");
    for (int i = 1; i < 30; i++) {
      assertThat(say(i % 2 == 0 ? one : two, user, TestApp.DEMO_KEY).statusCode()).isEqualTo(202);
    }

    await()
        .untilAsserted(
            () -> {
              HttpResponse<String> refused = say(two, user, TestApp.DEMO_KEY);
              assertThat(refused.statusCode()).isEqualTo(429);
              assertThat(TestApp.tree(refused).get("code").stringValue()).isEqualTo("rate-limited");
              assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(1, 2);
              assertThat(header(refused, "RateLimit-Remaining")).isEqualTo("0");
            });
  }

  @Test
  @Order(3)
  void plan_changesALimitOfItsTenantsAndKeysOnEveryInstance() {
    String user = user();
    assertThat(header(say(one, user, TestApp.WRITE_KEY), "RateLimit-Limit")).isEqualTo("30");

    HttpResponse<String> put =
        one.json(
            "PUT", "/api/plans/gold", "{\"limits\":{\"chat\":\"300/1m\"},\"tenants\":[\"acme\"]}");

    assertThat(put.statusCode()).isEqualTo(200);
    await().until(() -> header(say(two, user, TestApp.WRITE_KEY), "RateLimit-Limit").equals("300"));
    assertThat(header(say(two, user, TestApp.DEMO_KEY), "RateLimit-Limit")).isEqualTo("30");
    assertThat(one.get("/api/plans", "Authorization", "Bearer " + TestApp.DEMO_KEY).body())
        .contains("{\"plan\":\"gold\",\"limits\":{\"chat\":\"300/1m\"},\"tenants\":[\"acme\"]}");
    assertThat(
            one.json(
                    "PUT",
                    "/api/plans/tin",
                    "{\"limits\":{\"chat\":\"1/1m\"},\"tenants\":[\"acme\"]}")
                .statusCode())
        .isEqualTo(409);
    assertThat(one.json("PUT", "/api/plans/bad", "{\"limits\":{\"chat\":\"many\"}}").statusCode())
        .isEqualTo(422);
    assertThat(
            one.json("DELETE", "/api/plans/gold", "", "Authorization", "Bearer " + TestApp.OPS_KEY)
                .statusCode())
        .isEqualTo(403);
    assertThat(one.json("DELETE", "/api/plans/gold", "").statusCode()).isEqualTo(204);
    await().until(() -> header(say(two, user, TestApp.WRITE_KEY), "RateLimit-Limit").equals("30"));
  }

  @Test
  @Order(4)
  void sameEventAgain_isADuplicateWithTheFirstPosition() {
    String id = RUN + "-twice";
    JsonNode first = TestApp.tree(movement(one, user(), id, 1));
    String same =
        "{ \"reason\":\"delivery\", \"quantity\":1.0, \"productId\":\"p\", \"storeId\":\"s\","
            + " \"movementId\":\""
            + id
            + "\"}";

    await()
        .untilAsserted(
            () -> {
              JsonNode again = TestApp.tree(two.post("/api/stock/movements", same));
              assertThat(again.get("duplicate").booleanValue()).isTrue();
              assertThat(again.get("position")).isEqualTo(first.get("position"));
            });
    assertThat(first.get("duplicate").booleanValue()).isFalse();
    HttpResponse<String> other = one.post("/api/stock/movements", MOVEMENT.formatted(id, 2));
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(TestApp.tree(other).get("code").stringValue()).isEqualTo("id-conflict");
    String array = "[" + MOVEMENT.formatted(id, 1) + "," + MOVEMENT.formatted(id, 2) + "]";
    JsonNode results = TestApp.tree(one.post("/api/stock/movements", array)).get("results");
    assertThat(results.at("/0/duplicate").booleanValue()).isTrue();
    assertThat(results.at("/1/code").stringValue()).isEqualTo("id-conflict");
  }

  @Test
  @Order(5)
  void redisThatDoesNotAnswer_leavesEachInstanceToItself() throws Exception {
    String id = RUN + "-alone";
    assertThat(movement(one, user(), id, 1).statusCode()).isEqualTo(202);
    signal("STOP");
    long begun = System.nanoTime();
    HttpResponse<String> first = movement(one, user(), id, 1);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(first.body()).contains("\"duplicate\":false");
    assertThat(header(first, "RateLimit-Scope")).isEqualTo("instance");
    awaitScope(two, true);

    String user = user();
    List<HttpResponse<String>> responses =
        all(440, i -> movement(i % 2 == 0 ? one : two, user, RUN + "-slow-" + i, 1));
    assertThat(accepted(responses)).as("200 each").isEqualTo(400);

    signal("CONT");
    awaitScope(one, false);
    awaitScope(two, false);
  }

  private static void signal(String name) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid())).start().waitFor())
        .isZero();
  }

  @Test
  @Order(6)
  void redisThatIsGone_costsNoEvent() throws Exception {
    redis.destroyForcibly().waitFor();
    for (int i = 0; i < 20; i++) {
      assertThat(movement(one, user(), RUN + "-gone-" + i, 1).statusCode()).isEqualTo(202);
    }
    assertThat(one.get("/api/health").statusCode()).isEqualTo(200);
    assertThat(one.get("/ready").statusCode()).isEqualTo(200);
    assertThat(one.get("/metrics").body()).containsPattern("limit_fallbacks_total [1-9]");

    redis = startRedis();

    awaitScope(one, false);
    awaitScope(two, false);
    String user = user();
    assertThat(
            accepted(all(220, i -> movement(i % 2 == 0 ? one : two, user, RUN + "-back-" + i, 1))))
        .isEqualTo(200);
  }
}
