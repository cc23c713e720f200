package io.millrace.worker;

import static io.millrace.worker.AiTopics.request;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.infra.embedded.llm.FakeLlmServer;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Usage;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Workers that die, sleep and come back. */
@WithStack
class AiWorkerFaultIT {

  private static final String TWENTY_WORDS = "tokens 20 every 100";

  @Test
  void pausedAndKilledWorkers_loseNothingAndRepeatOnlyWhatWasInFlight(Stack stack) {
    try (FakeLlmServer llm = new FakeLlmServer();
        AiTopics topics = new AiTopics(stack);
        AiRedis redis = new AiRedis(stack.redisUrl())) {
      String[] settings = {
        "llm.base-url=" + llm.url(),
        "kafka.session-timeout=3s",
        "ai.lease.duration=3s",
        "ai.retry=exponential=6s:6s,jitter=0,maxAttempts=3",
        "ai.circuit=failures=1000,open=1s,successes=1"
      };
      try (WorkerProcess process = WorkerProcess.start(stack, settings).ready()) {
        halfDone(topics, redis, process);
        topics.send(request("zombie", TWENTY_WORDS));
        await().until(() -> redis.text("zombie").split(" ").length > 3);
        process.pause();
        try (Worker other = Worker.start(stack, settings)) {
          zombie(llm, topics, redis, process);
          kill(llm, topics, process);
          redis.awaitConserved();
          await("that is what the worker says")
              .untilAsserted(
                  () ->
                      assertThat(other.get("/metrics").body())
                          .contains("millrace_ai_unaccounted 0.0")
                          .contains("millrace_ai_queue{state=\"running\"} 0.0")
                          .contains("millrace_ai_queue{state=\"waiting\"} 0.0"));
        }
      }
    }
  }

  /** Its worker died between storing its result and publishing it. */
  private static void halfDone(AiTopics topics, AiRedis redis, WorkerProcess process) {
    redis.stored(
        AiResult.newBuilder()
            .setTenant("demo")
            .setRequestId("half-way")
            .setStatus(AiStatus.AI_STATUS_COMPLETED)
            .setAnswer("secret")
            .setModel("large")
            .setProvider("spare")
            .setAttempts(2)
            .setWaitMs(40)
            .setProcessMs(1_000)
            .setUsage(Usage.newBuilder().setTotalTokens(12))
            .build());
    topics.send(request("half-way", "never asked"));
    assertThat(topics.result("half-way").getAnswer()).isEqualTo("secret");
    topics.awaitCommitted(Topics.AI_REQUESTS_NORMAL);

    JsonNode line = process.logged("request finished").get(0);
    Map<String, String> fields =
        Map.ofEntries(
            entry("message", "request finished"),
            entry("level", "INFO"),
            entry("tenant", "demo"),
            entry("request", "half-way"),
            entry("priority", "normal"),
            entry("outcome", "completed"),
            entry("model", "large"),
            entry("provider", "spare"),
            entry("attempts", "2"),
            entry("durationMs", "1040"),
            entry("queueWaitMs", "40"),
            entry("processMs", "1000"),
            entry("tokens", "12"));
    fields.forEach((name, value) -> assertThat(line.path(name).asString()).isEqualTo(value));
    assertThat(line.path("durationMs").isNumber()).isTrue();
    assertThat(line.toString()).doesNotContain("secret", "never asked");
  }

  /**
   * A prompt that kills its worker whenever it is asked: here the test sees to that. A first death
   * has been already.
   */
  @Test
  void promptThatKillsItsWorkers_takesNobodyAlong(Stack stack) {
    try (FakeLlmServer llm = new FakeLlmServer();
        AiTopics topics = new AiTopics(stack.kafkaBootstrapServers());
        AiRedis redis = new AiRedis(stack.redisUrl())) {
      String[] settings = {
        "llm.base-url=" + llm.url(),
        "kafka.session-timeout=3s",
        "ai.lease.duration=3s",
        "ai.lease.max-starts=3"
      };
      Set<String> innocent = ids("innocent", 9);
      List<AiRequest.Builder> all = new ArrayList<>();
      all.add(request("deadly", "stall 0 deadly"));
      innocent.forEach(id -> all.add(request(id, "delay 1000 " + id)));
      all.forEach(each -> redis.crashed(each.getRequestId(), 1));
      topics.sendAll(all);
      for (int death = 1; death <= 2; death++) {
        int asked = death;
        try (WorkerProcess process = WorkerProcess.start(stack, settings)) {
          await("death " + death)
              .during(Duration.ofMillis(300))
              .until(() -> calls(llm, "deadly") == asked);
        }
      }
      try (Worker last = Worker.start(stack, settings)) {
        assertThat(topics.results(innocent).values())
            .allSatisfy(
                each ->
                    assertThat(each)
                        .extracting(AiResult::getStatus)
                        .containsExactly(AiStatus.AI_STATUS_COMPLETED));
        assertThat(topics.result("deadly").getErrorCode()).isEqualTo("crash-loop");
        assertThat(calls(llm, "deadly")).isEqualTo(2);
      }
    }
  }

  private static void zombie(
      FakeLlmServer llm, AiTopics topics, AiRedis redis, WorkerProcess paused) {
    AiResult result = topics.result("zombie");
    List<String> out = redis.out("zombie");
    assertThat(out).anyMatch(entry -> entry.startsWith(AiKeys.RESTART));
    assertThat(redis.text("zombie")).isEqualTo(result.getAnswer());
    assertThat(llm.total()).isEqualTo(2);

    int joins = paused.joins();
    paused.goOn();
    paused.joined(joins + 1);
    await().untilAsserted(() -> assertThat(llm.live()).isZero());
    topics.send(request("after", "hi"));
    assertThat(topics.result("after").getAnswer()).isEqualTo("echo: hi");
    assertThat(redis.out("zombie")).isEqualTo(out);
    assertThat(topics.results(Set.of("zombie")).get("zombie")).hasSize(1);
  }

  private static void kill(FakeLlmServer llm, AiTopics topics, WorkerProcess process) {
    long before = llm.total();
    Set<String> retried = ids("survivor", 6);
    retried.forEach(id -> topics.send(request(id, "status 500 " + id)));
    topics.awaitRetries(retried);
    Set<String> killed = ids("killed", 50);
    topics.sendAll(killed.stream().map(id -> request(id, "delay 2500 " + id)).toList());
    await().until(() -> llm.live() >= 14);
    process.close();

    Map<String, List<AiResult>> answered = topics.results(killed);
    assertThat(answered).hasSize(50);
    assertThat(answered.values()).allSatisfy(each -> assertThat(each).hasSize(1));
    Map<String, List<AiResult>> failed = topics.results(retried);
    assertThat(failed.values())
        .allSatisfy(
            each -> {
              assertThat(each).hasSize(1);
              assertThat(each.get(0).getStatus()).isEqualTo(AiStatus.AI_STATUS_FAILED);
              assertThat(each.get(0).getAttempts()).isEqualTo(3);
            });
    assertThat(calls(llm, "survivor")).isGreaterThanOrEqualTo(18);
    assertThat(llm.total() - before)
        .as("no more is repeated than was in flight at the kill")
        .isBetween(68L, 68L + 10);
  }

  private static Set<String> ids(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + "-" + i).collect(Collectors.toSet());
  }

  private static long calls(FakeLlmServer llm, String text) {
    return llm.calls().stream().filter(call -> call.prompt().contains(text)).count();
  }
}
