package io.millrace.worker;

import static io.millrace.worker.AiTopics.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.KafkaBroker;
import io.millrace.infra.embedded.KafkaTopics;
import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.infra.embedded.llm.FakeLlmServer;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

@WithStack
class AiWorkerRestartIT {

  @AfterAll
  static void everyRequest_isAccountedFor(Stack stack) {
    try (AiRedis redis = new AiRedis(stack.redisUrl())) {
      redis.awaitConserved();
    }
  }

  @Test
  void noModel_givesTheDemoModel(Stack stack) {
    try (AiTopics topics = new AiTopics(stack);
        Worker worker = Worker.start(stack).ready()) {
      topics.send(request("demo", "When do you open?"));

      AiResult result = topics.result("demo");
      assertThat(result.getStatus()).isEqualTo(AiStatus.AI_STATUS_COMPLETED);
      assertThat(result.getModel()).isEqualTo("demo");
      assertThat(result.getAnswer()).contains("When do you open?");
      assertThat(result.getUsage().getTotalTokens()).isPositive();
      assertThat(worker.get("/ready").body()).contains("demo model");
    }
  }

  @Test
  void unreachableModel_givesAFailedResult(Stack stack) {
    FakeLlmServer gone = new FakeLlmServer();
    gone.close();
    try (AiTopics topics = new AiTopics(stack);
        Worker worker =
            Worker.start(
                    stack,
                    "llm.base-url=" + gone.url(),
                    "ai.retry=exponential=50ms:50ms,jitter=0,maxAttempts=2")
                .ready()) {
      topics.send(request("gone", "hi"));
      assertThat(topics.result("gone").getErrorCode()).isEqualTo("provider-unreachable");
    }
  }

  @Test
  void tenAtOnce_andNeverMore(Stack stack) {
    try (FakeLlmServer llm = new FakeLlmServer();
        AiTopics topics = new AiTopics(stack);
        Worker worker = Worker.start(stack, "llm.base-url=" + llm.url()).ready()) {
      Set<String> ids = send(topics, "ten", 500, 40);
      assertOneEach(topics.results(ids));
      assertThat(llm.mostLive()).isEqualTo(10);
      await()
          .untilAsserted(
              () ->
                  assertThat(worker.get("/api/health").body()).contains("\"totalProcessed\":500"));
    }
  }

  /**
   * The answer would take 40 s and the lease is renewed after 100: nothing but what is published
   * ends the call before.
   */
  @Test
  void cancel_breaksOffTheCall(Stack stack) {
    try (FakeLlmServer llm = new FakeLlmServer();
        AiTopics topics = new AiTopics(stack);
        AiRedis redis = new AiRedis(stack.redisUrl());
        Worker worker =
            Worker.start(stack, "llm.base-url=" + llm.url(), "ai.lease.duration=300s")) {
      topics.send(request("unwanted", "tokens 2000 every 20"));
      await().until(() -> redis.text("unwanted").length() > 20 && redis.isHeard());
      redis.cancel("unwanted");
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofMillis(1_500))
          .until(() -> llm.live() == 0);
      Instant closed = Instant.now();

      assertThat(topics.result("unwanted").getStatus()).isEqualTo(AiStatus.AI_STATUS_CANCELLED);
      topics.awaitCommitted(Topics.AI_REQUESTS_NORMAL);
      List<String> out = redis.out("unwanted");
      assertThat(out.get(out.size() - 1)).startsWith("error").contains("cancelled");
      assertThat(redis.last("unwanted", AiKeys.TOKEN))
          .as("but for a write that was under way")
          .isBetween(closed.minusSeconds(60), closed.plusMillis(100));
    }
  }

  @Test
  void stopInTheMiddle_losesAndRepeatsNothing(Stack stack) {
    try (FakeLlmServer llm = new FakeLlmServer();
        AiTopics topics = new AiTopics(stack)) {
      Set<String> ids = send(topics, "stop", 60, 1_000);
      String[] settings = {"llm.base-url=" + llm.url()};
      try (Worker first = Worker.start(stack, settings)) {
        await().until(() -> llm.calls().size() >= 15);
      }
      int before = llm.calls().size();
      assertThat(before).isLessThan(60);
      try (Worker second = Worker.start(stack, settings)) {
        assertOneEach(topics.results(ids));
      }
      assertThat(llm.calls()).hasSize(60);
    }
  }

  @Test
  void secondWorker_takesItsShareAndThenAll_nothingIsLostOrRepeated(Stack stack) {
    try (FakeLlmServer llm = new FakeLlmServer();
        AiTopics topics = new AiTopics(stack)) {
      String[] settings = {"llm.base-url=" + llm.url()};
      Set<String> ids;
      try (WorkerProcess first = WorkerProcess.start(stack, settings).ready()) {
        ids = send(topics, "scale", 400, 800);
        await().until(() -> llm.calls().size() >= 15);
        try (Worker second = Worker.start(stack, settings).ready()) {
          await().until(() -> !second.get("/api/health").body().contains("\"totalProcessed\":0"));
          first.end();
          topics.results(ids);
        }
      }
      assertThat(llm.calls()).hasSize(400);
      topics.awaitCommitted(Topics.AI_REQUESTS_NORMAL);
    }
  }

  @Test
  void worker_waitsForKafkaAndRecovers() {
    try (KafkaBroker broker = new KafkaBroker(null, 0)) {
      broker.start();
      KafkaTopics.apply(broker.bootstrapServers());
      String servers = broker.bootstrapServers();
      broker.stop();
      try (Worker worker = Worker.start(servers)) {
        assertThat(worker.get("/ready").statusCode()).isEqualTo(503);
        assertThat(worker.get("/ready").body()).contains("Kafka does not answer");
        broker.start();
        worker.ready();
        try (AiTopics topics = new AiTopics(servers)) {
          topics.send(request("recovered", "hi"));
          assertThat(topics.result("recovered").getModel()).isEqualTo("demo");
        }
      }
    }
  }

  @Test
  void high_goesFirst_whateverWaits(Stack stack) {
    try (FakeLlmServer llm = new FakeLlmServer();
        AiTopics topics = new AiTopics(stack)) {
      Set<String> ids = send(topics, Topics.AI_REQUESTS_LOW, "low", 60, 100);
      ids.addAll(send(topics, Topics.AI_REQUESTS_HIGH, "high", 20, 10));
      try (Worker worker =
          Worker.start(stack, "llm.base-url=" + llm.url(), "ai.max-concurrent=2")) {
        topics.results(ids);
      }
      List<String> order = llm.calls().stream().map(FakeLlmServer.Call::prompt).toList();
      assertThat(order).hasSize(80);
      assertThat(order.subList(0, 30)).filteredOn(each -> each.contains("high")).hasSize(20);
    }
  }

  private static Set<String> send(AiTopics topics, String name, int count, int delay) {
    return send(topics, Topics.AI_REQUESTS_NORMAL, name, count, delay);
  }

  private static Set<String> send(
      AiTopics topics, TopicSpec topic, String name, int count, int delay) {
    Set<String> ids =
        IntStream.range(0, count).mapToObj(i -> name + "-" + i).collect(Collectors.toSet());
    ids.forEach(
        id ->
            topics.send(topic, id, request(id, "delay " + delay + " " + id).build().toByteArray()));
    return ids;
  }

  private static void assertOneEach(Map<String, List<AiResult>> results) {
    assertThat(results.values()).allSatisfy(each -> assertThat(each).hasSize(1));
  }
}
