package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JobsIT {

  private final ReadApp app = ReadApp.shared();

  @Test
  void jobs_ranAtTheStartAndSayWhenNext() {
    ReadClient client = app.client("jobs", "ops");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(client.get("/api/jobs").json().path("jobs"))
                    .hasSizeGreaterThanOrEqualTo(5)
                    .allMatch((JsonNode job) -> job.path("outcome").asString().equals("ok")));
    JsonNode jobs = client.get("/api/jobs").json().path("jobs");
    assertThat(jobs)
        .extracting(job -> job.path("name").asString())
        .contains(
            "chat-retention",
            "notification-retention",
            "partitions",
            "plan-expiry",
            "receipt-retention")
        .isSorted();
    for (JsonNode job : jobs) {
      assertThat(Instant.parse(job.path("lastRun").asString())).isEqualTo(ReadApp.NOW);
      assertThat(Instant.parse(job.path("nextRun").asString())).isAfter(ReadApp.NOW);
      assertThat(job.path("instance").asString()).contains("@");
      assertThat(job.has("error")).isFalse();
    }
  }
}
