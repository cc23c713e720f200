package io.millrace.streams.ai;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Priority;
import io.millrace.schemas.ai.v1.Usage;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.AiUsage;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AiUsageTopologyTest {

  private static final String ROW = "demo/small/high/2026-11-20T11:00:00Z/0";

  private final ProjectionDriver<AiUsage> driver =
      new ProjectionDriver<>(
          new AiUsageTopology(), Topics.PROJECTION_AI_USAGE, AiUsage.getDefaultInstance());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void count_addsResultsByModelPriorityAndHour() {
    send(result("q1", AiStatus.AI_STATUS_COMPLETED, "2026-11-20T11:00:00Z"));
    send(result("q2", AiStatus.AI_STATUS_FAILED, "2026-11-20T11:59:59.999Z"));
    send(result("q3", AiStatus.AI_STATUS_CANCELLED, "2026-11-20T11:30:00Z"));
    send(
        result("q4", AiStatus.AI_STATUS_COMPLETED, "2026-11-20T11:30:00Z").toBuilder()
            .setFallback(true)
            .build());
    send(result("q5", AiStatus.AI_STATUS_COMPLETED, "2026-11-20T12:00:00Z"));
    send(
        result("q6", AiStatus.AI_STATUS_COMPLETED, "2026-11-20T11:30:00Z").toBuilder()
            .clearPriority()
            .clearModel()
            .build());

    AiUsage row = driver.row(ROW);
    assertThat(row.getRequests()).isEqualTo(4);
    assertThat(row.getFailed()).isEqualTo(1);
    assertThat(row.getCancelled()).isEqualTo(1);
    assertThat(row.getFallbacks()).isEqualTo(1);
    assertThat(row.getPromptTokens()).isEqualTo(40);
    assertThat(row.getCompletionTokens()).isEqualTo(12);
    assertThat(row.getWaitMs()).isEqualTo(20);
    assertThat(row.getProcessMs()).isEqualTo(28);
    assertThat(row.getStart()).isEqualTo(Timestamps.of(Instant.parse("2026-11-20T11:00:00Z")));
    assertThat(driver.row("demo/small/high/2026-11-20T12:00:00Z/0").getRequests()).isEqualTo(1);
    assertThat(driver.row("demo//normal/2026-11-20T11:00:00Z/0").getRequests()).isEqualTo(1);
  }

  @Test
  void secondResultOfARequest_countsForNothing() {
    send(result("q1", AiStatus.AI_STATUS_COMPLETED, "2026-11-20T11:00:00Z"));
    List<AiUsage> again = send(result("q1", AiStatus.AI_STATUS_FAILED, "2026-11-20T12:00:00Z"));

    assertThat(again)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getRequests()).isEqualTo(1);
              assertThat(row.getFailed()).isZero();
              assertThat(row.getInput().getOffset()).isEqualTo(1);
            });
  }

  @Test
  void resultOfARedrive_countsBesideTheFailedOne_once() {
    send(result("q1", AiStatus.AI_STATUS_FAILED, "2026-11-20T11:00:00Z"));
    AiResult redriven =
        result("q1", AiStatus.AI_STATUS_COMPLETED, "2026-11-20T11:30:00Z").toBuilder()
            .setRedrive("ai.requests.retry.v1-dlt-0@1")
            .build();
    send(redriven);
    send(redriven);

    assertThat(driver.row(ROW).getRequests()).isEqualTo(2);
    assertThat(driver.row(ROW).getFailed()).isEqualTo(1);
    assertThat(driver.row(ROW).getPromptTokens()).isEqualTo(20);
  }

  @Test
  void resultWithoutATime_countsWhenItWasWritten() {
    send(
        result("q1", AiStatus.AI_STATUS_COMPLETED, "2010-01-01T00:00:00Z").toBuilder()
            .clearCompletedAt()
            .build());

    assertThat(driver.rows()).containsOnlyKeys("demo/small/high/2026-11-20T12:00:00Z/0");
  }

  @Test
  void resultThatCannotCount_becomesADeadLetter() {
    send(result("q1", AiStatus.AI_STATUS_UNSPECIFIED, "2026-11-20T11:00:00Z"));
    send(
        result("q2", AiStatus.AI_STATUS_COMPLETED, "2026-11-20T11:00:00Z").toBuilder()
            .setUsage(Usage.newBuilder().setPromptTokens(-1))
            .build());
    driver.send(
        Topics.AI_RESULTS,
        "q3",
        result("q3", AiStatus.AI_STATUS_COMPLETED, "2026-11-20T11:00:00Z"));

    assertThat(driver.rows()).isEmpty();
    assertThat(driver.deadLetters(Topics.AI_RESULTS)).hasSize(3);
  }

  private List<AiUsage> send(AiResult result) {
    return driver.send(Topics.AI_RESULTS, "demo/" + result.getRequestId(), result);
  }

  private static AiResult result(String id, AiStatus status, String completedAt) {
    return AiResult.newBuilder()
        .setTenant("demo")
        .setRequestId(id)
        .setPriority(Priority.PRIORITY_HIGH)
        .setStatus(status)
        .setModel("small")
        .setUsage(Usage.newBuilder().setPromptTokens(10).setCompletionTokens(3))
        .setWaitMs(5)
        .setProcessMs(7)
        .setCompletedAt(Timestamps.of(Instant.parse(completedAt)))
        .build();
  }
}
