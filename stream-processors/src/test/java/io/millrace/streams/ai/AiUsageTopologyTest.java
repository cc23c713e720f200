package io.millrace.streams.ai;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Priority;
import io.millrace.schemas.ai.v1.Usage;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.AiUsage;
import io.millrace.schemas.projection.v1.LateFact;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

  @Test
  void state_staysBoundedOverTwoYears() {
    int most = 0;
    for (int day = 0; day < 2 * 365; day++) {
      sendAt("q" + day, day, day);
      most = Math.max(most, driver.entries("rows") + driver.entries("dedupe"));
    }
    // 40 days of rows, twice 42 of facts, and what waits for the next sweep.
    assertThat(most).isLessThan(40 + 84 + 2 * 256).isGreaterThan(40);
    assertThat(driver.deadLetters(Topics.AI_RESULTS)).isEmpty();
  }

  @Test
  void lateResult_standsForItselfAndARepetitionOnlyCovers() {
    AiUsage row = sendAt("q1", 0, 0);
    sendAt("q2", 41, 41);
    AiUsage late = sendAt("q3", 0, 41);
    AiUsage again = sendAt("q3", 0, 42);

    assertThat(driver.row(key(0))).isEqualTo(row);
    assertThat(late)
        .isEqualTo(driver.row(key(0) + "/" + Keys.of("ai-result", "demo", "q3") + "/2"));
    assertThat(late.getRequests()).isEqualTo(1);
    assertThat(late.getStart()).isEqualTo(row.getStart());
    assertThat(late.getLate())
        .isEqualTo(
            LateFact.newBuilder()
                .setIdentity(Keys.of("ai-result", "demo", "q3"))
                .setPosition(late.getInput())
                .build());
    assertThat(again)
        .isEqualTo(
            AiUsage.newBuilder()
                .setLate(LateFact.getDefaultInstance())
                .setInput(again.getInput())
                .build());
    assertThat(again.getInput().getOffset()).isEqualTo(3);
  }

  @Test
  void upgrade_goesOnWithRowsKeptUnderTheirKeys() {
    sendAt("q1", 0, 0);
    Map<String, Map<String, Object>> state = driver.state();
    state.remove("horizon");
    Object row = state.get("rows").values().iterator().next();
    state.put("rows", Map.of(key(0), row));

    try (ProjectionDriver<AiUsage> upgraded =
        new ProjectionDriver<>(
            new AiUsageTopology(), Topics.PROJECTION_AI_USAGE, AiUsage.getDefaultInstance())) {
      upgraded.restore(state);
      sendAt(upgraded, "q2", 0, 0);
      sendAt(upgraded, "q1", 0, 0);
      assertThat(upgraded.row(key(0)).getRequests()).isEqualTo(2);
      assertThat(upgraded.entries("rows")).isEqualTo(1);
    }
  }

  private AiUsage sendAt(String id, int endedOn, int ingestedOn) {
    return sendAt(driver, id, endedOn, ingestedOn);
  }

  private static AiUsage sendAt(
      ProjectionDriver<AiUsage> driver, String id, int endedOn, int ingestedOn) {
    return driver
        .send(
            Topics.AI_RESULTS,
            "demo/" + id,
            result(id, AiStatus.AI_STATUS_COMPLETED, day(endedOn).toString()),
            day(ingestedOn))
        .get(0);
  }

  private static Instant day(int number) {
    return Instant.parse("2024-01-01T08:00:00Z").plus(Duration.ofDays(number));
  }

  private static String key(int day) {
    return "demo/small/high/" + day(day) + "/0";
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
