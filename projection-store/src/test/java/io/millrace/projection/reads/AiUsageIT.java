package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.projection.support.TestTopics;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.AiUsage;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.LateFact;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** AI use from its topic to its route. */
class AiUsageIT {

  private static final String TENANT = "ai-usage";
  private static final ReadApp APP = ReadApp.shared();
  private static final TestTopics TOPICS = new TestTopics(APP.kafka());

  @AfterAll
  static void close() {
    TOPICS.close();
  }

  @Test
  void usage_addsPartsByHourAndDayWithWhatTheyCost() {
    ReadClient client = APP.client(TENANT, "read");
    send(usage("small", "high", "2026-03-29T10:00:00Z", 0, 2));
    send(usage("small", "high", "2026-03-29T10:00:00Z", 0, 1).setRequests(99));
    send(usage("small", "high", "2026-03-29T10:00:00Z", 3, 1));
    send(usage("other", "low", "2026-03-29T11:00:00Z", 1, 1));
    send(usage("small", "high", "2026-03-28T11:00:00Z", 1, 1));
    send(usage("small", "high", "2026-02-01T00:00:00Z", 1, 1));

    await()
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .get("/api/ai/usage?bucket=day&from=2026-02-01")
                            .json()
                            .path("buckets")
                            .findValues("requests")
                            .stream()
                            .mapToLong(JsonNode::asLong)
                            .sum())
                    .isEqualTo(20));
    JsonNode hours = client.get("/api/ai/usage").json();
    assertThat(hours.path("bucket").asString()).isEqualTo("hour");
    assertThat(hours.path("currency").asString()).isEqualTo("USD");
    assertThat(hours.path("buckets").get(0).toString())
        .isEqualTo(
            "{\"start\":\"2026-03-29T10:00:00Z\",\"model\":\"small\",\"priority\":\"high\","
                + "\"requests\":8,\"completed\":4,\"failed\":2,\"cancelled\":2,\"fallbacks\":2,"
                + "\"promptTokens\":2000,\"completionTokens\":600,\"totalTokens\":2600,"
                + "\"costMicros\":660,\"waitMs\":20,\"processMs\":41,\"averageWaitMs\":3,"
                + "\"averageProcessMs\":5}");
    JsonNode other = hours.path("buckets").get(1);
    assertThat(other.path("model").asString()).isEqualTo("other");
    assertThat(other.has("costMicros")).isFalse();

    JsonNode days = client.get("/api/ai/usage?bucket=day&from=2026-03-28").json().path("buckets");
    assertThat(days).hasSize(3);
    assertThat(days.get(0).path("start").asString()).isEqualTo("2026-03-28T00:00:00Z");
    assertThat(days.get(2).path("requests").asInt()).isEqualTo(8);
    assertThat(
            client
                .get("/api/ai/usage?from=2026-02-01&to=2026-02-02")
                .json()
                .at("/buckets/0/requests")
                .asInt())
        .isEqualTo(4);
    assertThat(client.get("/api/ai/usage?bucket=minute").code()).isEqualTo("bad-parameter");
    assertThat(client.get("/api/ai/usage?from=2026-03-30").code()).isEqualTo("bad-parameter");
    assertThat(APP.client("ai-usage2", "read").get("/api/ai/usage").json().path("buckets"))
        .isEmpty();
  }

  @Test
  void lateResult_countsOnceAndOnlyIfItsRequestEndedWithIt() {
    String tenant = "ai-late";
    AiUsage.Builder hour =
        usage("small", "high", "2026-03-29T10:00:00Z", 0, 1).setTenant(tenant).clearInput();
    send(hour);
    AiUsage.Builder late = hour.clone().setRequests(1).setFailed(0).setCancelled(0);
    LateFact first = end(tenant);
    LateFact again = end(tenant);
    for (LateFact fact : List.of(first, again, first)) {
      send(late.setLate(fact));
    }
    InputPosition end = APP.nextInput(Topics.AI_RESULTS);
    send(AiUsage.newBuilder().setLate(LateFact.getDefaultInstance()).setInput(end));

    JsonNode usage =
        APP.client(tenant, "read")
            .get("/api/ai/usage", "X-Read-After", ReadApp.position(end), "Prefer", "wait=20")
            .json();
    assertThat(usage.path("buckets")).hasSize(1);
    assertThat(usage.at("/buckets/0/requests").asInt()).isEqualTo(5);
    assertThat(usage.at("/buckets/0/failed").asInt()).isEqualTo(1);
    assertThat(usage.at("/buckets/0/promptTokens").asInt()).isEqualTo(2_000);
  }

  /** The end of one request, as late as its result is. */
  private static LateFact end(String tenant) {
    RecordMetadata sent =
        TOPICS.send(
            Topics.AI_RESULTS,
            Keys.of(tenant, "q1"),
            AiResult.newBuilder()
                .setTenant(tenant)
                .setRequestId("q1")
                .setStatus(AiStatus.AI_STATUS_COMPLETED)
                .build());
    return LateFact.newBuilder()
        .setIdentity(Keys.of("ai-result", tenant, "q1"))
        .setPosition(
            InputPosition.newBuilder()
                .setTopic(sent.topic())
                .setPartition(sent.partition())
                .setOffset(sent.offset()))
        .build();
  }

  private static AiUsage.Builder usage(
      String model, String priority, String start, int part, long revision) {
    return AiUsage.newBuilder()
        .setTenant(TENANT)
        .setModel(model)
        .setPriority(priority)
        .setStart(Timestamps.of(Instant.parse(start)))
        .setPart(part)
        .setRequests(4)
        .setFailed(1)
        .setCancelled(1)
        .setFallbacks(1)
        .setPromptTokens(1000)
        .setCompletionTokens(300)
        .setWaitMs(10)
        .setProcessMs(part == 3 ? 21 : 20)
        .setRevision(revision)
        .setInput(InputPosition.newBuilder().setTopic("ai.results.v1").setPartition(part));
  }

  private static void send(AiUsage.Builder usage) {
    TOPICS.send(Topics.PROJECTION_AI_USAGE, Keys.of(TENANT, "p" + usage.getPart()), usage.build());
  }
}
