package io.millrace.projection.reads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.projection.job.Job;
import io.millrace.schemas.config.v1.Plan;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JobsIT {

  private final ReadApp app = ReadApp.shared();

  @Test
  void jobs_ranAtTheStartAndSayWhenNext() {
    ReadClient client = app.client("jobs", "ops");
    await()
        .untilAsserted(
            () ->
                assertThat(client.get("/api/jobs").json().path("jobs"))
                    .allMatch((JsonNode job) -> job.has("lastRun")));
    app.awaitFast(client::allJobsWentWell);
    JsonNode jobs = client.get("/api/jobs").json().path("jobs");
    assertThat(jobs)
        .extracting(job -> job.path("name").asString())
        .contains(
            "cache-metrics",
            "cache-warm-up",
            "chat-retention",
            "notification-retention",
            "partitions",
            "plan-expiry",
            "receipt-retention")
        .isSorted();
    for (JsonNode job : jobs) {
      assertThat(Instant.parse(job.path("lastRun").asString())).isAfterOrEqualTo(ReadApp.NOW);
      assertThat(Instant.parse(job.path("nextRun").asString())).isAfter(ReadApp.NOW);
      assertThat(job.path("instance").asString()).contains("@");
      assertThat(job.has("error")).isFalse();
      assertThat(client.get("/metrics").body())
          .contains(
              "job_runs_seconds_count{job=\"%s\",outcome=\"failed\"} "
                  .formatted(job.path("name").asString()))
          .doesNotContain(
              "job_runs_seconds_count{job=\"%s\",outcome=\"ok\"} 0"
                  .formatted(job.path("name").asString()));
    }
  }

  @Test
  void planExpiry_deletesWhatEndedOverADayAgo() {
    String over = "over-" + UUID.randomUUID();
    String ending = "ending-" + UUID.randomUUID();
    plan(over, ReadApp.NOW.minus(Duration.ofHours(25)));
    plan(ending, ReadApp.NOW.minus(Duration.ofHours(23)));
    Job job = app.bean("planExpiryJob", Job.class);
    await()
        .untilAsserted(
            () -> {
              job.work().run();
              ConsumerRecord<byte[], byte[]> last = last(over);
              assertThat(last.value()).isNull();
              assertThat(last.timestamp()).isEqualTo(ReadApp.NOW.toEpochMilli());
              assertThat(new String(last.headers().lastHeader("ce_id").value(), UTF_8))
                  .startsWith("plan-expiry-" + over);
            });
    assertThat(last(ending).value()).isNotNull();
  }

  private void plan(String name, Instant end) {
    app.topics()
        .send(
            Topics.CONFIG_PLANS,
            name,
            Plan.newBuilder().setPlan(name).setExpiresAt(Timestamps.of(end)).build());
  }

  private ConsumerRecord<byte[], byte[]> last(String key) {
    List<ConsumerRecord<byte[], byte[]>> found = app.topics().records(Topics.CONFIG_PLANS, key);
    return found.get(found.size() - 1);
  }
}
