package io.millrace.streams.assistant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Priority;
import io.millrace.schemas.ai.v1.PromptMessage;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.chat.v1.ChatReply;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatRequestsTopologyTest {

  private static final Instant NOW = ProjectionDriver.NOW;

  private final ProjectionDriver<AiRequest> driver =
      new ProjectionDriver<>(
          new ChatRequestsTopology(), Topics.AI_REQUESTS_NORMAL, AiRequest.getDefaultInstance());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void message_thatWantsAReply_becomesARequestWithWhatWasSaidBefore() {
    say("c", "m1", "ann", "hello");
    say("other", "m1", "eve", "elsewhere");
    say("c", "m2", "ai", "what can I do?");
    assertThat(ask("c", "m3", "ann", "tell me"))
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.getTenant()).isEqualTo("demo");
              assertThat(request.getRequestId()).isEqualTo("c/m3");
              assertThat(request.getMessageId()).isEqualTo("m3");
              assertThat(request.getUserId()).isEqualTo("ann");
              assertThat(request.getConversationId()).isEqualTo("c");
              assertThat(request.getPriority()).isEqualTo(Priority.PRIORITY_NORMAL);
              assertThat(request.getAdmittedAt()).isEqualTo(Timestamps.of(NOW));
              assertThat(request.getMessagesList())
                  .extracting(PromptMessage::getRole, PromptMessage::getContent)
                  .containsExactly(
                      tuple("user", "hello"),
                      tuple("assistant", "what can I do?"),
                      tuple("user", "tell me"));
            });
    assertThat(driver.row(Keys.of("c/m3"))).isNotNull();
  }

  @Test
  void request_isAnEventOfItsOwn_inTheTraceOfItsMessage() {
    RecordHeaders headers = new RecordHeaders();
    EventHeaders.add(headers, EventHeaders.TRACE_PARENT, "00-trace");
    EventHeaders.add(headers, EventHeaders.ID, "other");
    driver.pipe(
        Topics.CHAT_MESSAGES,
        "demo/c".getBytes(UTF_8),
        asking("c", "m1", "ann", "hi").toByteArray(),
        headers,
        NOW);
    TestRecord<String, AiRequest> request =
        driver.read(Topics.AI_REQUESTS_NORMAL, AiRequest.getDefaultInstance()).get(0);
    assertThat(EventHeaders.get(request.headers(), EventHeaders.ID)).isEqualTo("c/m1");
    assertThat(EventHeaders.get(request.headers(), EventHeaders.SOURCE))
        .isEqualTo("/tenants/demo/ai");
    assertThat(EventHeaders.get(request.headers(), EventHeaders.TENANT)).isEqualTo("demo");
    assertThat(EventHeaders.get(request.headers(), EventHeaders.TRACE_PARENT))
        .isEqualTo("00-trace");
  }

  @Test
  void history_isTheLastMessages_andBounded() {
    for (int i = 0; i < 30; i++) {
      say("c", "m" + i, "ann", "text " + i);
    }
    AiRequest request = ask("c", "q1", "ann", "q").get(0);
    assertThat(request.getMessagesCount()).isEqualTo(History.MESSAGES);
    assertThat(request.getMessages(0).getContent()).isEqualTo("text 11");
    assertThat(request.getMessages(18).getContent()).isEqualTo("text 29");
    assertThat(driver.entries(History.STORE)).isEqualTo(History.MESSAGES - 1);

    for (int i = 0; i < 10; i++) {
      say("long", "m" + i, "ann", "я".repeat(10_000));
    }
    AiRequest long1 = ask("long", "q2", "ann", "x".repeat(10_000)).get(0);
    assertThat(long1.getMessagesCount()).isEqualTo(History.LENGTH / History.MESSAGE_LENGTH + 1);
    assertThat(long1.getMessages(0).getContent()).hasSize(History.MESSAGE_LENGTH);
    assertThat(long1.getMessages(long1.getMessagesCount() - 1).getContent()).hasSize(10_000);
  }

  @Test
  void history_forgetsWhatTheTopicForgets() {
    say("old", "m1", "ann", "long ago");
    Instant later = NOW.plus(Duration.ofDays(31));
    for (int i = 0; i < 200; i++) {
      driver.send(Topics.CHAT_MESSAGES, "demo/busy", message("busy", "m" + i, "ann", "x"), later);
    }
    assertThat(driver.state().get(History.STORE)).doesNotContainKey("demo/old/0");
    AiRequest request =
        driver
            .send(Topics.CHAT_MESSAGES, "demo/old", asking("old", "m2", "ann", "now"), later)
            .get(0);
    assertThat(request.getMessagesList())
        .extracting(PromptMessage::getContent)
        .containsExactly("now");
  }

  @Test
  void duplicate_asksNothing_andIsNoHistory() {
    assertThat(ask("c", "m1", "ann", "one")).hasSize(1);
    assertThat(ask("c", "m1", "ann", "another")).isEmpty();
    assertThat(ask("c", "m2", "ann", "two").get(0).getMessagesList())
        .extracting(PromptMessage::getContent)
        .containsExactly("one", "two");
  }

  @Test
  void messages_thatWantNoReply_orAreTheModels_askNothing() {
    assertThat(say("c", "m1", "ann", "hello")).isEmpty();
    assertThat(ask("c", "m2", "ai", "hello")).isEmpty();
  }

  @Test
  void result_becomesAMessageInItsConversation_once() {
    driver.send(Topics.AI_RESULTS, "demo/q1", result("q1", "c", AiStatus.AI_STATUS_COMPLETED));
    driver.send(
        Topics.AI_RESULTS,
        "demo/q1",
        result("q1", "c", AiStatus.AI_STATUS_COMPLETED).toBuilder().setAnswer("again").build());
    List<TestRecord<String, ChatMessage>> answers = answers();
    assertThat(answers).hasSize(1);
    TestRecord<String, ChatMessage> answer = answers.get(0);
    assertThat(answer.key()).isEqualTo("demo/c");
    assertThat(answer.value())
        .isEqualTo(
            ChatMessage.newBuilder()
                .setTenant("demo")
                .setConversationId("c")
                .setMessageId("q1-answer")
                .setSenderId("ai")
                .setText("42")
                .addRecipients("ann")
                .setSentAt(Timestamps.of(NOW))
                .setInReplyTo("q1")
                .build());
    assertThat(EventHeaders.get(answer.headers(), EventHeaders.SOURCE))
        .isEqualTo("/tenants/demo/conversations/c");
    assertThat(ask("c", "m2", "ann", "why?").get(0).getMessagesList())
        .extracting(PromptMessage::getRole, PromptMessage::getContent)
        .containsExactly(tuple("assistant", "42"), tuple("user", "why?"));
  }

  @Test
  void result_withoutAnAnswerForAConversation_becomesNoMessage() {
    for (AiResult result :
        List.of(
            result("q1", "", AiStatus.AI_STATUS_COMPLETED),
            result("q2", "c", AiStatus.AI_STATUS_FAILED),
            result("q3", "c", AiStatus.AI_STATUS_CANCELLED),
            result("q4", "c", AiStatus.AI_STATUS_COMPLETED).toBuilder().clearAnswer().build())) {
      driver.send(Topics.AI_RESULTS, "demo/" + result.getRequestId(), result);
    }
    assertThat(answers()).isEmpty();
    driver.send(Topics.AI_RESULTS, "demo/q2", result("q2", "c", AiStatus.AI_STATUS_COMPLETED));
    assertThat(answers()).isEmpty();
  }

  @Test
  void resultOfARedrive_becomesAMessage_once() {
    driver.send(Topics.AI_RESULTS, "demo/q1", result("q1", "c", AiStatus.AI_STATUS_FAILED));
    AiResult redriven =
        result("q1", "c", AiStatus.AI_STATUS_COMPLETED).toBuilder().setRedrive("dlt-0@1").build();
    driver.send(Topics.AI_RESULTS, "demo/q1", redriven);
    driver.send(Topics.AI_RESULTS, "demo/q1", redriven);
    assertThat(answers())
        .singleElement()
        .satisfies(answer -> assertThat(answer.value().getMessageId()).isEqualTo("q1-answer"));
  }

  @Test
  void answerId_isNoLongerThanIdsAre() {
    String longest = "q".repeat(128);
    assertThat(Assistant.answerId(longest)).hasSizeLessThanOrEqualTo(128).endsWith("-answer");
    assertThat(Assistant.answerId(longest)).isNotEqualTo(Assistant.answerId("q".repeat(127) + "r"));
    assertThat(Assistant.answerId("q".repeat(121))).isEqualTo("q".repeat(121) + "-answer");
  }

  @Test
  void records_thatAreNoFacts_becomeDeadLetters() {
    driver.send(Topics.CHAT_MESSAGES, "demo/x", message("c", "m1", "ann", "hi"));
    driver.send(Topics.AI_RESULTS, "demo/x", result("q1", "c", AiStatus.AI_STATUS_COMPLETED));
    driver.send(Topics.AI_RESULTS, "demo/q1", null, new RecordHeaders(), NOW);
    assertThat(driver.deadLetters(Topics.CHAT_MESSAGES)).hasSize(1);
    assertThat(driver.deadLetters(Topics.AI_RESULTS)).hasSize(2);
    driver.send(Topics.AI_RESULTS, "demo/q1", result("q1", "c", AiStatus.AI_STATUS_COMPLETED));
    assertThat(answers()).hasSize(1);
  }

  private List<TestRecord<String, ChatMessage>> answers() {
    return driver.read(Topics.CHAT_MESSAGES, ChatMessage.getDefaultInstance());
  }

  private List<AiRequest> say(String talk, String id, String sender, String text) {
    return driver.send(
        Topics.CHAT_MESSAGES, Keys.of("demo", talk), message(talk, id, sender, text));
  }

  private List<AiRequest> ask(String talk, String id, String sender, String text) {
    return driver.send(Topics.CHAT_MESSAGES, Keys.of("demo", talk), asking(talk, id, sender, text));
  }

  private static ChatMessage asking(String talk, String id, String sender, String text) {
    return message(talk, id, sender, text).toBuilder().setReply(ChatReply.CHAT_REPLY_AI).build();
  }

  private static ChatMessage message(String talk, String id, String sender, String text) {
    return ChatMessage.newBuilder()
        .setTenant("demo")
        .setConversationId(talk)
        .setMessageId(id)
        .setSenderId(sender)
        .setText(text)
        .setSentAt(Timestamps.of(NOW))
        .build();
  }

  private static AiResult result(String id, String talk, AiStatus status) {
    return AiResult.newBuilder()
        .setTenant("demo")
        .setRequestId(id)
        .setUserId("ann")
        .setStatus(status)
        .setAnswer("42")
        .setConversationId(talk)
        .setCompletedAt(Timestamps.of(NOW))
        .build();
  }
}
