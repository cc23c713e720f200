package io.millrace.streams.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NotificationsTopologyTest {

  private final ProjectionDriver<Notification> driver =
      new ProjectionDriver<>(
          new NotificationsTopology(),
          Topics.PROJECTION_NOTIFICATIONS,
          Notification.getDefaultInstance());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void message_notifiesEachRecipientOnceButNotItsSender() {
    List<Notification> rows = say("m1", "ann", "bob", "ann", "eve", "bob");

    assertThat(rows).extracting(Notification::getUserId).containsExactly("bob", "eve", "");
    Notification first = rows.get(0);
    assertThat(first.getKind()).isEqualTo("chat");
    assertThat(first.getTitle()).isEqualTo("ann");
    assertThat(first.getBody()).isEmpty();
    assertThat(first.getConversationId()).isEqualTo("c");
    assertThat(first.getMessageId()).isEqualTo("m1");
    assertThat(first.getNotificationId()).hasSize(32);
    assertThat(first.getCreatedAt()).isEqualTo(Timestamps.of(ProjectionDriver.NOW));
    assertThat(driver.rows()).containsKeys("demo/bob/" + first.getNotificationId(), "demo//");
  }

  @Test
  void fact_isCoveredByItsLastRowAlone() {
    say("m1", "ann", "bob");
    List<Notification> two = say("m2", "ann", "bob");
    List<Notification> nobody = say("m3", "ann");

    assertThat(two).extracting(row -> row.getInput().getOffset()).containsExactly(0L, 1L);
    assertThat(nobody).extracting(row -> row.getInput().getOffset()).containsExactly(2L);
  }

  @Test
  void duplicate_notifiesNobodyAgain() {
    say("m1", "ann", "bob");
    List<Notification> again = say("m1", "ann", "bob", "eve");

    assertThat(again)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getUserId()).isEmpty();
              assertThat(row.getInput().getOffset()).isEqualTo(1);
            });
  }

  @Test
  void aiResult_notifiesWhoAskedUnlessCancelled() {
    assertThat(end("q1", "ann", AiStatus.AI_STATUS_COMPLETED).get(0).getTitle())
        .isEqualTo("AI answer ready");
    Notification failed = end("q2", "ann", AiStatus.AI_STATUS_FAILED).get(0);
    assertThat(failed.getKind()).isEqualTo("ai");
    assertThat(failed.getTitle()).isEqualTo("AI request failed");
    assertThat(failed.getBody()).isEqualTo("took too long");
    assertThat(failed.getRequestId()).isEqualTo("q2");
    assertThat(end("q3", "ann", AiStatus.AI_STATUS_CANCELLED))
        .extracting(Notification::getUserId)
        .containsExactly("");
    assertThat(end("q4", "", AiStatus.AI_STATUS_COMPLETED))
        .extracting(Notification::getUserId)
        .containsExactly("");
  }

  @Test
  void aiAnswer_thatIsAMessage_notifiesAsOne() {
    AiResult answer =
        AiResult.newBuilder()
            .setTenant("demo")
            .setRequestId("q1")
            .setUserId("ann")
            .setConversationId("c")
            .setStatus(AiStatus.AI_STATUS_COMPLETED)
            .setAnswer("42")
            .build();
    assertThat(driver.send(Topics.AI_RESULTS, "demo/q1", answer))
        .extracting(Notification::getUserId)
        .containsExactly("");
    AiResult failed =
        answer.toBuilder().setRequestId("q2").setStatus(AiStatus.AI_STATUS_FAILED).build();
    assertThat(driver.send(Topics.AI_RESULTS, "demo/q2", failed).get(0).getUserId())
        .isEqualTo("ann");
  }

  @Test
  void state_staysBoundedOverTwoYears_andAForgottenMessageNotifiesUnderItsOldId() {
    List<Notification> first = say(0, "m0", "ann", "bob");
    int most = 0;
    for (int day = 1; day < 2 * 365; day++) {
      say(day, "m" + day, "ann", "bob");
      most = Math.max(most, driver.entries("rows") + driver.entries("dedupe"));
    }

    // One row of the tenant, and twice 42 days of facts.
    assertThat(most).isLessThan(86).isGreaterThan(42);
    List<Notification> again = say(2 * 365, "m0", "ann", "bob");
    assertThat(again).hasSize(2);
    assertThat(again.get(0).toBuilder().clearInput().build())
        .isEqualTo(first.get(0).toBuilder().clearInput().build());
    assertThat(driver.deadLetters(Topics.CHAT_MESSAGES)).isEmpty();
  }

  @Test
  void redriveThatAnswers_isANotificationOfItsOwn() {
    Notification failed = end("q9", "ann", AiStatus.AI_STATUS_FAILED).get(0);
    AiResult redriven =
        AiResult.newBuilder()
            .setTenant("demo")
            .setRequestId("q9")
            .setUserId("ann")
            .setStatus(AiStatus.AI_STATUS_COMPLETED)
            .setRedrive("dlt-0@1")
            .build();
    Notification told = driver.send(Topics.AI_RESULTS, "demo/q9", redriven).get(0);
    assertThat(told.getTitle()).isEqualTo("AI answer ready");
    assertThat(told.getNotificationId()).isNotEqualTo(failed.getNotificationId());
  }

  private List<Notification> say(String id, String sender, String... recipients) {
    return say(0, id, sender, recipients);
  }

  private List<Notification> say(int day, String id, String sender, String... recipients) {
    return driver.send(
        Topics.CHAT_MESSAGES,
        "demo/c",
        ChatMessage.newBuilder()
            .setTenant("demo")
            .setConversationId("c")
            .setMessageId(id)
            .setSenderId(sender)
            .setText("secret")
            .addAllRecipients(List.of(recipients))
            .setSentAt(Timestamps.of(ProjectionDriver.NOW))
            .build(),
        ProjectionDriver.NOW.plus(Duration.ofDays(day)));
  }

  private List<Notification> end(String id, String user, AiStatus status) {
    return driver.send(
        Topics.AI_RESULTS,
        "demo/" + id,
        AiResult.newBuilder()
            .setTenant("demo")
            .setRequestId(id)
            .setUserId(user)
            .setStatus(status)
            .setErrorMessage(status == AiStatus.AI_STATUS_FAILED ? "took too long" : "")
            .build());
  }
}
