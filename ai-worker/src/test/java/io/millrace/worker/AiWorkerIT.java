package io.millrace.worker;

import static io.millrace.worker.AiTopics.request;
import static org.assertj.core.api.Assertions.assertThat;

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

  @BeforeAll
  static void start(Stack stack) {
    llm = new FakeLlmServer();
    topics = new AiTopics(stack.kafkaBootstrapServers());
    worker =
        Worker.start(
                stack.kafkaBootstrapServers(),
                "llm.base-url=" + llm.url(),
                "llm.model=small",
                "ai.request-timeout=2s")
            .ready();
  }

  @AfterAll
  static void stop() {
    worker.close();
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
  void failedCall_givesAFailedResult() {
    assertFails("f429", "status 429", "provider-rate-limited");
    assertFails("f500", "status 500", "provider-error");
    assertFails("f401", "status 401", "provider-refused");
    AiResult stalled = assertFails("stalled", "stall", "provider-timeout");
    assertThat(stalled.getProcessMs()).isBetween(1_900L, 6_000L);
    assertThat(stalled.getErrorMessage()).isEqualTo("the model did not answer within 2 s");
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
    assertThat(topics.result("cut").getProcessMs()).isLessThan(1_900);
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

    ConsumerRecord<byte[], byte[]> dead = topics.deadLetter("The message is ");
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
            "millrace_ai_wait_seconds_count",
            "millrace_ai_process_seconds_count");
    assertThat(worker.get("/env").statusCode()).isEqualTo(404);
  }

  /** A request as large as a record may be, but for a few bytes: most of it its user. */
  private static AiRequest.Builder large(String id, int promptLength) {
    int userLength = TopicSpec.MAX_MESSAGE_BYTES - 200 - promptLength;
    return request(id, "x".repeat(promptLength)).setUserId("u".repeat(userLength));
  }

  private static AiResult assertFails(String id, String prompt, String code) {
    topics.send(request(id, prompt));
    AiResult result = topics.result(id);
    assertThat(result.getStatus()).isEqualTo(AiStatus.AI_STATUS_FAILED);
    assertThat(result.getErrorCode()).isEqualTo(code);
    assertThat(result.getErrorMessage()).isNotEmpty().doesNotContain("sk-1");
    assertThat(result.getAnswer()).isEmpty();
    assertThat(result.getAttempts()).isEqualTo(1);
    return result;
  }
}
