package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.infra.embedded.RedisServer;
import io.millrace.infra.embedded.Stack;
import io.millrace.ingest.event.AiLane;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.chat.v1.ChatReply;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** AI requests through two instances with one queue and no worker. */
class AiRequestsIT {

  private static final String REQUESTS = "/api/ai/requests";
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"why?\"}]";

  private static RedisServer server;
  private static RedisClient client;
  private static RedisCommands<String, String> redis;
  private static TestApp one;
  private static TestApp two;

  @BeforeAll
  static void start() {
    server = new RedisServer(null, 0);
    server.start();
    client = RedisClient.create(server.url());
    redis = client.connect().sync();
    one = app();
    two = app();
    one.seedKeys();
    one.awaitReady();
    two.awaitReady();
    awaitRedis(one, two);
  }

  private static TestApp app(String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("--ingest.keys.admin-tenant=demo");
    all.add("--ingest.redis.url=" + server.url());
    all.add("--ingest.ai.queue.most-of-tenant=90");
    return new TestApp(Stack.shared().kafkaBootstrapServers(), all.toArray(String[]::new));
  }

  private static void awaitRedis(TestApp... apps) {
    for (TestApp app : apps) {
      await().until(() -> app.get("/metrics").body().contains("redis_answering 1"));
    }
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    client.shutdown();
    server.close();
  }

  @BeforeEach
  void empty() {
    redis.flushall();
  }

  @Test
  void threeHundredAtOnce_throughTwoInstances_areHeldToTheBound() {
    int in = countIn(postThreeHundred(one, two, () -> {}));

    assertThat(in).as("every lane has enough to fill it").isEqualTo(100);
    await()
        .untilAsserted(
            () -> {
              assertThat(redis.hget(AiKeys.TOTALS, "admitted")).isEqualTo("100");
              assertThat(TestApp.tree(one.get("/api/health")).at("/aiQueue/queueLength").intValue())
                  .isEqualTo(100);
            });
  }

  /**
   * With the times that users get by default, where Redis is silent for longer than limits wait.
   */
  @Test
  void threeHundredAtOnce_areHeldToTheBound_whileRedisIsSilentForAMoment() {
    try (TestApp first = app("--ingest.redis.timeout=50ms");
        TestApp second = app("--ingest.redis.timeout=50ms")) {
      first.awaitReady();
      second.awaitReady();
      awaitRedis(first, second);

      int in = countIn(postThreeHundred(first, second, () -> redis.clientPause(200)));

      assertThat(in).isBetween(60, 100);
      await()
          .untilAsserted(
              () -> assertThat(redis.hget(AiKeys.TOTALS, "admitted")).isEqualTo("" + in));
    }
  }

  /** Runs something when a fifth is answered. */
  private static List<HttpResponse<String>> postThreeHundred(
      TestApp first, TestApp second, Runnable atAFifth) {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    AtomicInteger answered = new AtomicInteger();
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      TestApp app = i % 2 == 0 ? first : second;
      String body = "{\"priority\":\"" + AiLane.values()[i % 3].label() + "\"," + MESSAGES + "}";
      String key = i % 4 < 2 ? TestApp.DEMO_KEY : TestApp.WRITE_KEY;
      sent.add(
          CompletableFuture.supplyAsync(
              () -> {
                HttpResponse<String> answer =
                    app.post(REQUESTS, body, "Authorization", "Bearer " + key);
                if (answered.incrementAndGet() == 60) {
                  atAFifth.run();
                }
                return answer;
              },
              threads));
    }
    List<HttpResponse<String>> answers = sent.stream().map(CompletableFuture::join).toList();
    threads.shutdown();
    return answers;
  }

  private static int countIn(List<HttpResponse<String>> answers) {
    int in = 0;
    for (HttpResponse<String> answer : answers) {
      JsonNode json = TestApp.tree(answer);
      if (answer.statusCode() == 202) {
        in++;
        assertThat(json.get("queueDepth").intValue()).isBetween(1, 100);
        assertThat(json.get("position").stringValue()).startsWith("ai.requests.");
      } else {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(json.get("code").stringValue()).isIn("queue-full", "tenant-queue-full");
        assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
            .isPositive();
      }
    }
    return in;
  }

  @Test
  void sameRequestAgain_hasOnePlace() {
    String id = UUID.randomUUID().toString();
    String body = "{\"requestId\":\"" + id + "\"," + MESSAGES + "}";

    JsonNode first = TestApp.tree(one.post(REQUESTS, body));
    JsonNode again = TestApp.tree(two.post(REQUESTS, body));

    assertThat(first.get("duplicate").booleanValue()).isFalse();
    assertThat(again.get("duplicate").booleanValue()).isTrue();
    assertThat(redis.zcard(AiKeys.waiting("normal"))).isEqualTo(1);
    await()
        .until(
            () ->
                redis.zscore(AiKeys.waiting("normal"), "demo/" + id)
                    > Instant.now().plusSeconds(600).toEpochMilli());
  }

  @Test
  void deadlineThatCannotBeMet_isRefusedAtOnce() {
    redis.set(AiKeys.PROCESS_MS, "60000");
    for (int i = 0; i < 5; i++) {
      one.post(REQUESTS, "{\"priority\":\"high\"," + MESSAGES + "}");
    }
    String deadline = "\"deadline\":\"" + Instant.now().plusSeconds(20) + "\",";

    HttpResponse<String> late = two.post(REQUESTS, "{" + deadline + MESSAGES + "}");

    RefusalsIT.problem(late, 429, "deadline-unreachable");
    assertThat(Integer.parseInt(late.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(8, 12);
  }

  @Test
  void plan_saysWhichPrioritiesAndHowMuch() {
    String plan =
        "{\"limits\":{\"ai-priorities\":\"low\",\"ai-tokens\":\"1000/1m\"},\"tenants\":[\"acme\"]}";
    assertThat(one.json("PUT", "/api/plans/small", plan).statusCode()).isEqualTo(200);
    String[] acme = {"Authorization", "Bearer " + TestApp.WRITE_KEY};
    String high = "{\"priority\":\"high\"," + MESSAGES + "}";
    try {
      await().until(() -> two.post(REQUESTS, high, acme).statusCode() == 403);
      RefusalsIT.problem(one.post(REQUESTS, high, acme), 403, "priority-not-allowed");
      RefusalsIT.problem(
          one.post("/api/chat", "{\"message\":\"hi\",\"sessionId\":\"s\"}", acme),
          403,
          "priority-not-allowed");
      JsonNode usual = TestApp.tree(one.post(REQUESTS, "{" + MESSAGES + "}", acme));
      assertThat(usual.get("position").stringValue()).startsWith("ai.requests.low.v1");
      assertThat(one.post(REQUESTS, high).statusCode()).as("demo has no plan").isEqualTo(202);

      long minute = System.currentTimeMillis() / 60_000;
      redis.set(AiKeys.tokens("acme", minute), "1000");
      redis.set(AiKeys.tokens("acme", minute + 1), "1000");
      HttpResponse<String> spent = one.post(REQUESTS, "{" + MESSAGES + "}", acme);
      RefusalsIT.problem(spent, 429, "token-budget-spent");
      assertThat(spent.headers().firstValue("x-ratelimit-limit-tokens")).contains("1000");
      RefusalsIT.problem(
          one.json("PUT", "/api/plans/bad", "{\"limits\":{\"ai-cost\":\"much\"}}"),
          422,
          "schema-violation");
    } finally {
      assertThat(one.json("DELETE", "/api/plans/small", "").statusCode()).isEqualTo(204);
    }
  }

  @Test
  void chatToTheModel_needsAPlaceInTheQueue() throws Exception {
    String id = UUID.randomUUID().toString();
    HttpResponse<String> asked =
        one.post(
            "/api/chat/c-ai/messages",
            "{\"messageId\":\"" + id + "\",\"text\":\"hello\",\"reply\":\"ai\"}",
            "X-User-Id",
            "ann");
    JsonNode brief =
        TestApp.tree(two.post("/api/chat", "{\"message\":\"hi\",\"sessionId\":\"session 1\"}"));

    JsonNode body = TestApp.tree(asked);
    assertThat(body.get("queueDepth").intValue()).isEqualTo(1);
    assertThat(body.get("streamUrl").stringValue())
        .endsWith("/api/ai/requests/c-ai%2F" + id + "/stream");
    assertThat(brief.get("queueDepth").intValue()).isEqualTo(2);
    ChatMessage message = ChatMessage.parseFrom(one.record(body).value());
    assertThat(message.getReply()).isEqualTo(ChatReply.CHAT_REPLY_AI);
    assertThat(message.getSenderId()).isEqualTo("ann");
    ChatMessage session = ChatMessage.parseFrom(one.record(brief).value());
    assertThat(session.getReply()).isEqualTo(ChatReply.CHAT_REPLY_AI);
    assertThat(session.getConversationId()).isEqualTo("session 1");
    assertThat(session.getSenderId()).isEqualTo("session 1");
    String request = AiKeys.request("demo", AiKeys.chatRequestId("c-ai", id));
    assertThat(redis.zscore(AiKeys.waiting("normal"), request)).isNotNull();
    assertThat(redis.get(AiKeys.conversation("demo", "c-ai"))).isEqualTo(request);

    for (int i = 0; i < 60; i++) {
      redis.zadd(AiKeys.waiting("normal"), System.currentTimeMillis() + 60_000d, "other/" + i);
    }
    RefusalsIT.problem(
        one.post("/api/chat", "{\"message\":\"hi\",\"sessionId\":\"s\"}"), 429, "queue-full");
    RefusalsIT.problem(
        one.post("/api/chat/c-ai/messages", "{\"text\":\"hi\"}", "X-User-Id", "ai"),
        403,
        "user-reserved");
    assertThat(
            one.post("/api/chat/c-ai/messages", "{\"text\":\"hi\"}", "X-User-Id", "ann")
                .statusCode())
        .as("people need none")
        .isEqualTo(202);
  }

  @Test
  void delete_cancelsWhatHasNotEnded() throws Exception {
    String id = "to cancel/" + UUID.randomUUID();
    String path = REQUESTS + "/" + id.replace(" ", "%20").replace("/", "%2F");
    RefusalsIT.problem(one.json("DELETE", path, ""), 404, "unknown-request");
    JsonNode made =
        TestApp.tree(one.post(REQUESTS, "{\"requestId\":\"" + id + "\"," + MESSAGES + "}"));
    AiRequest request = AiRequest.parseFrom(one.record(made).value());
    assertThat(request.getRequestId()).isEqualTo(id);

    RefusalsIT.problem(
        two.json("DELETE", path, "", "Authorization", "Bearer " + TestApp.WRITE_KEY),
        404,
        "unknown-request");
    HttpResponse<String> cancelled = two.json("DELETE", path, "");

    assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(202);
    assertThat(TestApp.tree(cancelled).get("id").stringValue()).isEqualTo(id);
    assertThat(redis.exists(AiKeys.cancel(AiKeys.request("demo", id)))).isEqualTo(1);
    redis.set(AiKeys.result(AiKeys.request("demo", id)), "ended");
    RefusalsIT.problem(one.json("DELETE", path, ""), 409, "request-ended");
  }
}
