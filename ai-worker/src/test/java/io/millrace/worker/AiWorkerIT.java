package io.millrace.worker;

import static io.millrace.worker.AiTopics.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.infra.embedded.llm.FakeLlmServer;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Priority;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@WithStack
class AiWorkerIT {

  private static FakeLlmServer llm;
  private static AiTopics topics;
  private static Worker worker;
  private static AiRedis redis;

  @BeforeAll
  static void start(Stack stack) {
    llm = new FakeLlmServer();
    topics = new AiTopics(stack);
    worker =
        Worker.start(
                stack,
                "llm.base-url=" + llm.url(),
                "llm.model=small",
                "ai.prices=small=1:2",
                "ai.request-timeout=6s",
                "ai.retry=exponential=50ms:50ms,jitter=0,maxAttempts=3",
                "ai.circuit=failures=1000,open=1s,successes=1")
            .ready();
    redis = new AiRedis(stack.redisUrl());
  }

  @AfterAll
  static void stop() {
    topics.awaitConserved();
    worker.close();
    redis.close();
    topics.close();
    llm.close();
  }

  @Test
  void request_getsItsResult() {
    Instant admitted = Instant.now().minusSeconds(5);
    topics.send(
        request("q/1", "hello")
            .setPriority(Priority.PRIORITY_NORMAL)
            .setAdmittedAt(Timestamps.of(admitted)));

    ConsumerRecord<byte[], byte[]> record = topics.resultRecord("q/1");
    AiResult result = topics.result("q/1");
    assertThat(result.getTenant()).isEqualTo("demo");
    assertThat(result.getUserId()).isEqualTo("anna");
    assertThat(result.getPriority()).isEqualTo(Priority.PRIORITY_NORMAL);
    assertThat(result.getStatus()).isEqualTo(AiStatus.AI_STATUS_COMPLETED);
    assertThat(result.getAnswer()).isEqualTo("echo: hello");
    assertThat(result.getModel()).isEqualTo("small-2026");
    assertThat(result.getAttempts()).isEqualTo(1);
    assertThat(result.getUsage().getTotalTokens()).isEqualTo(12);
    assertThat(result.getWaitMs()).isBetween(5_000L, 30_000L);
    assertThat(result.getErrorCode()).isEmpty();
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("demo/q%2F1");
    assertThat(EventHeaders.get(record.headers(), EventHeaders.ID)).isEqualTo("q/1");
    assertThat(EventHeaders.get(record.headers(), EventHeaders.SOURCE))
        .isEqualTo("/tenants/demo/ai");
    assertThat(EventHeaders.get(record.headers(), EventHeaders.TENANT)).isEqualTo("demo");
    assertThat(EventHeaders.get(record.headers(), EventHeaders.CONTENT_TYPE))
        .isEqualTo("application/protobuf");
  }

  @Test
  void everyLane_isServed() {
    topics.send(Topics.AI_REQUESTS_HIGH, "h", request("h", "hi").build().toByteArray());
    topics.send(Topics.AI_REQUESTS_LOW, "l", request("l", "hi").build().toByteArray());
    assertThat(topics.results(Set.of("h", "l"))).hasSize(2);
  }

  @Test
  void failedCall_givesAFailedResult_afterItsAttempts() {
    assertFails("f429", "status 429 hint retry-after-ms=60", "provider-rate-limited", 3);
    assertFails("f500", "status 500", "provider-error", 3);
    AiResult stalled = assertFails("stalled", "stall", "provider-timeout", 3);
    assertThat(stalled.getProcessMs()).isBetween(5_900L, 12_000L);
    assertThat(
            EventHeaders.get(topics.deadLetter("provider-timeout").headers(), EventHeaders.ATTEMPT))
        .isEqualTo("2");
  }

  @Test
  void refusedCall_isNotMadeAgain() {
    assertFails("f401", "status 401", "provider-access-denied", 1);
    assertThat(redis.out("f401"))
        .singleElement()
        .matches(entry -> entry.startsWith("error {\"requestId\":\"f401\",\"status\":\"failed\""));
  }

  @Test
  void failedAttempt_isMadeAgain() {
    topics.send(request("healed", "status 503 times 2 healed"));
    AiResult result = topics.result("healed");
    assertThat(result.getStatus()).isEqualTo(AiStatus.AI_STATUS_COMPLETED);
    assertThat(result.getAttempts()).isEqualTo(3);
    topics.awaitCommitted(Topics.AI_REQUESTS_RETRY);
  }

  /** The prices name {@code small}, the server says {@code small-2026}. */
  @Test
  void answer_costsItsTenant() {
    topics.send(request("paid", "hello").setTenant("payer"));

    assertThat(topics.result("paid").getUsage().getTotalTokens()).isEqualTo(12);
    assertThat(redis.tokens("payer")).isEqualTo(12);
    assertThat(redis.costMicros("payer")).isEqualTo(7 + 2 * 5);
  }

  @Test
  void cancelledCall_costsWhatCameOfIt() {
    String prompt = "tokens 400 every 20";
    topics.send(request("left", prompt).setTenant("leaver"));
    await().until(() -> redis.text("leaver", "left").contains("w3"));
    redis.cancel("leaver", "left");

    AiResult result = topics.result("left");
    assertThat(result.getStatus()).isEqualTo(AiStatus.AI_STATUS_CANCELLED);
    assertThat(result.getModel()).isEqualTo("small");
    assertThat(result.getUsage().getPromptTokens()).isEqualTo((prompt.length() + 3) / 4);
    long came = result.getUsage().getCompletionTokens();
    assertThat(came).isBetween("w0 w1 w2 w3".length() / 4L, 400L);
    assertThat(redis.tokens("leaver")).isEqualTo(result.getUsage().getTotalTokens());
    assertThat(redis.costMicros("leaver"))
        .isEqualTo(result.getUsage().getPromptTokens() + 2 * came);
  }

  @Test
  void attempts_addUp_andRefusedOnesCostNothing() {
    String prompt = "cut 3 times 1 tokens 8 every 5 adds-up";
    topics.send(request("adds-up", prompt).setTenant("cut"));
    topics.send(request("refused", "status 503 times 2 refused").setTenant("refused"));
    topics.send(request("never", "tokens 9 cut 3 never").setTenant("never"));

    long cut = (prompt.length() + 3) / 4 + ("w0 w1 w2 ".length() + 3) / 4;
    assertThat(topics.result("adds-up").getAttempts()).isEqualTo(2);
    assertThat(topics.result("adds-up").getUsage().getTotalTokens()).isEqualTo(cut + 7 + 8);
    assertThat(redis.tokens("cut")).isEqualTo(cut + 7 + 8);
    assertThat(topics.result("refused").getAttempts()).isEqualTo(3);
    assertThat(redis.tokens("refused")).isEqualTo(12);
    assertThat(topics.result("never").getErrorCode()).isEqualTo("provider-unreachable");
    assertThat(redis.tokens("never")).isEqualTo(3 * (5 + 3));
  }

  @Test
  void redrivenRequest_isAnsweredOnce_whoeverReadsItTwice() {
    topics.send(request("redriven", "status 503 times 3 redriven"));
    assertThat(topics.result("redriven").getErrorCode()).isEqualTo("provider-error");
    ConsumerRecord<byte[], byte[]> letter = topics.deadLetterOf("redriven");
    assertThat(EventHeaders.get(letter.headers(), EventHeaders.DEAD_LETTER_TIME)).isNotNull();

    topics.redrive(letter);
    AiResult result = topics.results("redriven", 2).get(1);
    assertThat(result.getStatus()).isEqualTo(AiStatus.AI_STATUS_COMPLETED);
    assertThat(result.getAttempts()).isEqualTo(1);
    assertThat(result.getRedrive())
        .isEqualTo(letter.topic() + "-" + letter.partition() + "@" + letter.offset());
    assertThat(redis.text("redriven")).isEqualTo(result.getAnswer());
    assertThat(redis.out("redriven")).noneMatch(entry -> entry.startsWith("error"));

    topics.redrive(letter);
    topics.awaitCommitted(Topics.AI_REQUESTS_RETRY);
    topics.send(request("after-redriven", "hi"));
    topics.result("after-redriven");
    assertThat(topics.results(Set.of("redriven")).get("redriven")).hasSize(2);
    assertThat(llm.calls().stream().filter(call -> call.prompt().endsWith("redriven"))).hasSize(4);
  }

  @Test
  void redrivenRequest_thatFailsAgain_mayBeRedrivenAgain() {
    topics.send(request("again", "status 503 times 7 again"));
    topics.redrive(topics.deadLetterOf("again"));
    List<AiResult> twice = topics.results("again", 2);
    assertThat(twice).allMatch(result -> result.getStatus() == AiStatus.AI_STATUS_FAILED);
    assertThat(twice.get(1).getAttempts()).isEqualTo(3);

    topics.redrive(topics.deadLettersOf("again", 2).get(1));
    AiResult last = topics.results("again", 3).get(2);
    assertThat(last.getStatus()).isEqualTo(AiStatus.AI_STATUS_COMPLETED);
    assertThat(last.getAttempts()).isEqualTo(2);
  }

  @Test
  void answer_comesAsItGrows() {
    topics.send(request("grows", "tokens 60 every 30"));
    AiResult result = topics.result("grows");

    List<String> out = redis.out("grows");
    assertThat(out).hasSizeGreaterThan(6);
    assertThat(out.get(out.size() - 1))
        .startsWith("done {\"requestId\":\"grows\",\"model\":\"small")
        .contains("\"fallback\":false", "\"finishReason\":\"stop\"", "\"totalTokens\":");
    assertThat(redis.text("grows")).isEqualTo(result.getAnswer());
  }

  @Test
  void newAttempt_beginsTheAnswerAnew() {
    topics.send(request("cut-off", "cut 3 times 1 tokens 8 every 20"));
    AiResult result = topics.result("cut-off");
    assertThat(result.getAttempts()).isEqualTo(2);
    assertThat(redis.out("cut-off")).anyMatch(entry -> entry.startsWith("restart"));
    assertThat(redis.text("cut-off")).isEqualTo(result.getAnswer());
  }

  @Test
  void cancelledBefore_isNeverAsked() {
    redis.cancel("early");
    topics.send(request("early", "never asked early"));
    assertThat(topics.result("early").getStatus()).isEqualTo(AiStatus.AI_STATUS_CANCELLED);
    assertThat(topics.result("early").getAttempts()).isZero();
    assertThat(llm.calls()).noneMatch(call -> call.prompt().equals("never asked early"));
  }

  @Test
  void sameRequestTwice_isAnsweredOnce() {
    topics.send(request("twice", "delay 200 twice"));
    topics.send(request("twice", "delay 200 twice"));
    topics.result("twice");
    topics.awaitCommitted(Topics.AI_REQUESTS_NORMAL);
    topics.send(request("after-twice", "hi"));
    topics.result("after-twice");
    assertThat(topics.results(Set.of("twice")).get("twice")).hasSize(1);
    assertThat(llm.calls().stream().filter(call -> call.prompt().equals("delay 200 twice")))
        .hasSize(1);
  }

  @Test
  void requestThatKillsItsWorkers_isParkedAndTheClientIsTold() {
    redis.crashed("killer", 5);
    topics.send(request("killer", "never asked killer"));

    assertThat(topics.result("killer").getErrorCode()).isEqualTo("crash-loop");
    assertThat(topics.deadLetter("crash-loop").value()).isNotEmpty();
    assertThat(redis.out("killer")).singleElement().matches(entry -> entry.startsWith("error"));
    assertThat(llm.calls()).noneMatch(call -> call.prompt().equals("never asked killer"));
  }

  @Test
  void passedDeadline_failsWithoutACall() {
    topics.send(
        request("late", "never asked").setDeadline(Timestamps.of(Instant.now().minusSeconds(1))));
    AiResult result = topics.result("late");
    assertThat(result.getErrorCode()).isEqualTo("deadline-exceeded");
    assertThat(result.getAttempts()).isZero();
    assertThat(llm.calls()).noneMatch(call -> call.prompt().equals("never asked"));
  }

  @Test
  void deadline_cutsACall() {
    topics.send(request("cut", "stall").setDeadline(Timestamps.of(Instant.now().plusMillis(700))));
    assertThat(topics.result("cut").getErrorCode()).isEqualTo("deadline-exceeded");
    assertThat(topics.result("cut").getProcessMs()).isLessThan(5_900);
  }

  @Test
  void requestWithoutMessages_fails() {
    topics.send(request("empty", "").clearMessages());
    assertThat(topics.result("empty").getErrorCode()).isEqualTo("invalid-request");
  }

  @Test
  void timeOutOfRange_failsAndFreesTheSlot() {
    Timestamp never = Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build();
    Timestamp yearOne = Timestamps.of(Instant.parse("0001-01-01T00:00:00Z"));
    topics.send(request("no-deadline", "hi").setDeadline(never));
    topics.send(request("no-admission", "hi").setAdmittedAt(never));
    topics.send(request("old-admission", "hi").setAdmittedAt(yearOne));

    assertThat(topics.result("no-deadline").getErrorCode()).isEqualTo("invalid-request");
    assertThat(topics.result("no-admission").getErrorCode()).isEqualTo("invalid-request");
    assertThat(topics.result("old-admission").getWaitMs())
        .isEqualTo(Duration.ofDays(365).toMillis());
    topics.awaitCommitted(Topics.AI_REQUESTS_NORMAL);
  }

  @Test
  void answerTooLargeForARecord_failsWithItsUsage() {
    topics.send(large("too-large", 1_000_000));

    AiResult result = topics.result("too-large");
    assertThat(result.getStatus()).isEqualTo(AiStatus.AI_STATUS_FAILED);
    assertThat(result.getErrorCode()).isEqualTo("answer-too-large");
    assertThat(result.getAnswer()).isEmpty();
    assertThat(result.getUsage().getTotalTokens()).isEqualTo(12);
    topics.awaitCommitted(Topics.AI_REQUESTS_NORMAL);
  }

  @Test
  void requestTooLargeForAnyResult_isParkedAsItsPosition() {
    topics.send(large("hopeless", 2));

    ConsumerRecord<byte[], byte[]> dead = topics.deadLetter("request-too-large");
    assertThat(dead.value()).isNull();
    assertThat(EventHeaders.get(dead.headers(), EventHeaders.DEAD_LETTER_POSITION))
        .matches("ai\\.requests\\.normal\\.v1-\\d@\\d+");
    topics.awaitCommitted(Topics.AI_REQUESTS_NORMAL);
  }

  @Test
  void nul_isLeftOutOfAnAnswer() {
    topics.send(request("nul", "a\0b"));
    assertThat(topics.result("nul").getAnswer()).isEqualTo("echo: ab");
  }

  @Test
  void poison_isParkedAndTheLaneGoesOn() {
    topics.send(Topics.AI_REQUESTS_NORMAL, "p", "{not protobuf}".getBytes(StandardCharsets.UTF_8));
    topics.send(Topics.AI_REQUESTS_NORMAL, "p", request("p", "hi").build().toByteArray());

    assertThat(topics.result("p").getStatus()).isEqualTo(AiStatus.AI_STATUS_COMPLETED);
    ConsumerRecord<byte[], byte[]> dead = topics.deadLetter("not a millrace.ai.v1.AiRequest");
    assertThat(dead.key()).isEqualTo("p".getBytes(StandardCharsets.UTF_8));
    assertThat(dead.value()).isEqualTo("{not protobuf}".getBytes(StandardCharsets.UTF_8));
    assertThat(EventHeaders.get(dead.headers(), EventHeaders.DEAD_LETTER_EXCEPTION))
        .isEqualTo("org.apache.kafka.common.errors.SerializationException");
    assertThat(EventHeaders.get(dead.headers(), EventHeaders.DEAD_LETTER_CONSUMER))
        .isEqualTo("ai-worker");
    assertThat(EventHeaders.get(dead.headers(), EventHeaders.DEAD_LETTER_POSITION))
        .matches("ai\\.requests\\.normal\\.v1-\\d@\\d+");
    topics.awaitCommitted(Topics.AI_REQUESTS_NORMAL);
  }

  @Test
  void poisonThatTellsItsRequest_isAnEndForItsClient() {
    topics.sendBroken("broken", "{not protobuf with ids}");

    AiResult result = topics.result("broken");
    assertThat(result.getStatus()).isEqualTo(AiStatus.AI_STATUS_FAILED);
    assertThat(result.getErrorCode()).isEqualTo("unreadable");
    assertThat(result.getAttempts()).isZero();
    assertThat(redis.out("broken"))
        .singleElement()
        .asString()
        .startsWith("error {\"requestId\":\"broken\"")
        .contains("\"code\":\"unreadable\"");
    ConsumerRecord<byte[], byte[]> dead = topics.deadLetter("unreadable: not a millrace.ai.v1");
    assertThat(EventHeaders.get(dead.headers(), EventHeaders.ID)).isEqualTo("broken");
    topics.awaitCommitted(Topics.AI_REQUESTS_NORMAL);
  }

  /** Its worker died between the two. */
  @Test
  void storedResultThatWasNotPublished_isPublishedAndCountedOnce() {
    redis.stored(
        AiResult.newBuilder()
            .setTenant("demo")
            .setRequestId("half-done")
            .setStatus(AiStatus.AI_STATUS_FAILED)
            .setErrorCode("content-refused")
            .build());
    topics.send(request("half-done", "never asked half-done"));
    topics.send(request("half-done", "never asked half-done"));

    assertThat(topics.result("half-done").getErrorCode()).isEqualTo("content-refused");
    topics.awaitCommitted(Topics.AI_REQUESTS_NORMAL);
    assertThat(worker.get("/metrics").body())
        .contains(
            "millrace_ai_requests_finished_total{outcome=\"content-refused\","
                + "topic=\"ai.requests.normal.v1\"} 1.0");
    assertThat(llm.calls()).noneMatch(call -> call.prompt().equals("never asked half-done"));
  }

  @Test
  void health_tellsWhatIsGoingOn() {
    topics.send(request("health", "hi"));
    topics.result("health");
    assertThat(worker.get("/ready").body()).contains("small at http://localhost");
    assertThat(worker.get("/api/health").body())
        .contains(
            "\"status\":\"healthy\"", "\"maxConcurrent\":10", "\"heapUsedMB\":", "\"rssMB\":");
    assertThat(worker.get("/metrics").body())
        .contains(
            "millrace_ai_requests_received_total",
            "millrace_ai_requests_finished_total",
            "millrace_ai_requests_in_flight",
            "ai_request_duration_seconds_bucket",
            "millrace_ai_wait_seconds_count",
            "millrace_ai_process_seconds_count");
    await()
        .untilAsserted(
            () ->
                assertThat(worker.get("/metrics").body()).contains("millrace_ai_unaccounted 0.0"));
    assertThat(worker.get("/env").statusCode()).isEqualTo(404);
  }

  /** A request as large as a record may be, but for a few bytes: most of it its user. */
  private static AiRequest.Builder large(String id, int promptLength) {
    int userLength = TopicSpec.MAX_MESSAGE_BYTES - 200 - promptLength;
    return request(id, "x".repeat(promptLength)).setUserId("u".repeat(userLength));
  }

  private static AiResult assertFails(String id, String prompt, String code, int attempts) {
    topics.send(request(id, prompt));
    AiResult result = topics.result(id);
    assertThat(result.getStatus()).isEqualTo(AiStatus.AI_STATUS_FAILED);
    assertThat(result.getErrorCode()).isEqualTo(code);
    assertThat(result.getErrorMessage()).isNotEmpty().doesNotContain("sk-1");
    assertThat(result.getAnswer()).isEmpty();
    assertThat(result.getAttempts()).isEqualTo(attempts);
    return result;
  }
}
