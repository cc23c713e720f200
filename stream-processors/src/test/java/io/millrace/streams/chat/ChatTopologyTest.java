package io.millrace.streams.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.chat.v1.ChatRead;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.ChatMember;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import io.millrace.streams.projection.TestFacts;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatTopologyTest {

  private static final String KEY = "demo/c";

  private final ProjectionDriver<ChatRow> driver =
      new ProjectionDriver<>(
          new ChatTopology(), Topics.PROJECTION_CHAT_CONVERSATIONS, ChatRow.getDefaultInstance());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void message_getsTheNextNumberOfItsConversation() {
    say("c", "m1", "ann", "bob");
    say("other", "m1", "eve");
    List<ChatRow> rows = say("c", "m2", "bob", "ann");

    assertThat(seq("c", "m1")).isEqualTo(1);
    assertThat(seq("c", "m2")).isEqualTo(2);
    assertThat(seq("other", "m1")).isEqualTo(1);
    ChatRow conversation = driver.row(KEY);
    assertThat(conversation.getConversation().getLastSeq()).isEqualTo(2);
    assertThat(conversation.getConversation().getLastSentAt())
        .isEqualTo(Timestamps.of(ProjectionDriver.NOW));
    assertThat(rows.get(rows.size() - 1)).isEqualTo(conversation);
    assertThat(conversation.getInput().getOffset()).isEqualTo(2);
    assertThat(rows.get(0).getInput().getOffset()).isEqualTo(1);
  }

  @Test
  void duplicate_getsNoNumberWhateverItsHeadersSay() {
    say("c", "m1", "ann", "bob");
    List<ChatRow> again =
        driver.send(
            Topics.CHAT_MESSAGES,
            KEY,
            message("c", "m1", "eve", "zoe").toByteArray(),
            TestFacts.headers("another", "/tenants/demo", "message"),
            ProjectionDriver.NOW);
    say("c", "m2", "ann", "bob");

    assertThat(again)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getConversation().getLastSeq()).isEqualTo(1);
              assertThat(row.getInput().getOffset()).isEqualTo(1);
            });
    assertThat(seq("c", "m2")).isEqualTo(2);
    assertThat(driver.rows()).doesNotContainKey("demo/c/member/zoe");
  }

  @Test
  void unread_countsWhatOthersSaidSinceTheMark() {
    say("c", "m1", "ann", "bob");
    say("c", "m2", "ann", "bob");
    assertThat(unread("ann")).isZero();
    assertThat(unread("bob")).isEqualTo(2);

    say("c", "m3", "bob", "ann");
    assertThat(unread("ann")).isEqualTo(1);
    assertThat(unread("bob")).isEqualTo(2);

    read("bob", "m1");
    assertThat(unread("bob")).isEqualTo(1);
    read("bob", "m3");
    assertThat(unread("bob")).isZero();
    assertThat(member("bob").getOwnAfterRead()).isZero();
  }

  @Test
  void unread_beginsWithTheFirstMessageAUserGets() {
    say("c", "m1", "ann", "bob");
    say("c", "m2", "ann", "bob", "zoe");
    say("c", "m3", "kim", "ann");

    assertThat(unread("zoe")).isEqualTo(2);
    assertThat(unread("kim")).isZero();
    assertThat(unread("ann")).isEqualTo(1);
  }

  @Test
  void mark_thatComesBeforeItsMessageWaitsForIt() {
    say("c", "m1", "ann", "bob");
    List<ChatRow> early = read("bob", "m3");
    assertThat(early)
        .singleElement()
        .satisfies(row -> assertThat(row.getInput().getTopic()).isEqualTo("chat.reads.v1"));
    assertThat(unread("bob")).isEqualTo(1);

    say("c", "m2", "ann", "bob");
    assertThat(unread("bob")).isEqualTo(2);
    say("c", "m3", "ann", "bob");
    assertThat(unread("bob")).isZero();
    say("c", "m4", "ann", "bob");
    assertThat(unread("bob")).isEqualTo(1);
  }

  @Test
  void mark_thatGoesBackwardsChangesNothing() {
    say("c", "m1", "ann", "bob");
    say("c", "m2", "ann", "bob");
    read("bob", "m2");
    long revision = driver.row("demo/c/member/bob").getRevision();
    List<ChatRow> back = read("bob", "m1");

    assertThat(unread("bob")).isZero();
    assertThat(back).singleElement().extracting(ChatRow::getRevision).isEqualTo(revision);
  }

  @Test
  void mark_ofSomebodyElseMakesNoMember() {
    read("eve", "m1");
    say("c", "m1", "ann", "bob");

    assertThat(member("eve").getTakesPart()).isFalse();
    assertThat(member("eve").getReadSeq()).isEqualTo(1);
    assertThat(member("bob").getTakesPart()).isTrue();
    say("c", "m2", "ann", "eve");
    assertThat(member("eve").getTakesPart()).isTrue();
    assertThat(unread("eve")).isEqualTo(1);
  }

  @Test
  void facts_thatCannotCountBecomeDeadLettersAndTakeNoNumber() {
    driver.send(Topics.CHAT_MESSAGES, "demo/x", message("c", "m0", "ann"));
    driver.send(
        Topics.CHAT_MESSAGES, KEY, message("c", "m0", "ann").toBuilder().clearSentAt().build());
    driver.send(Topics.CHAT_MESSAGES, KEY, message("c", "", "ann"));
    driver.send(
        Topics.CHAT_READS,
        KEY,
        ChatRead.newBuilder().setTenant("demo").setConversationId("c").setUserId("ann").build());
    say("c", "m1", "ann");

    assertThat(seq("c", "m1")).isEqualTo(1);
    assertThat(driver.deadLetters(Topics.CHAT_MESSAGES)).hasSize(3);
    assertThat(driver.deadLetters(Topics.CHAT_READS))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(EventHeaders.get(letter.headers(), EventHeaders.DEAD_LETTER_REASON))
                    .isEqualTo("up_to_message_id: empty (expected: an id)"));
  }

  private List<ChatRow> say(String talk, String id, String sender, String... recipients) {
    return driver.send(
        Topics.CHAT_MESSAGES, Keys.of("demo", talk), message(talk, id, sender, recipients));
  }

  private List<ChatRow> read(String user, String id) {
    return driver.send(
        Topics.CHAT_READS,
        KEY,
        ChatRead.newBuilder()
            .setTenant("demo")
            .setConversationId("c")
            .setUserId(user)
            .setUpToMessageId(id)
            .build()
            .toByteArray(),
        new RecordHeaders(),
        ProjectionDriver.NOW);
  }

  static ChatMessage message(String talk, String id, String sender, String... recipients) {
    return ChatMessage.newBuilder()
        .setTenant("demo")
        .setConversationId(talk)
        .setMessageId(id)
        .setSenderId(sender)
        .setText("text of " + id)
        .addAllRecipients(List.of(recipients))
        .setSentAt(Timestamps.of(ProjectionDriver.NOW))
        .build();
  }

  private long seq(String talk, String id) {
    return driver.row("demo/" + talk + "/message/" + id).getPlace().getSeq();
  }

  private ChatMember member(String user) {
    return driver.row("demo/c/member/" + user).getMember();
  }

  private long unread(String user) {
    ChatMember member = member(user);
    return driver.row(KEY).getConversation().getLastSeq()
        - member.getReadSeq()
        - member.getOwnAfterRead();
  }
}
