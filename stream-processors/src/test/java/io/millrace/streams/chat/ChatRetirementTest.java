package io.millrace.streams.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.chat.v1.ChatRead;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.ChatMember;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a conversation is remembered by, over more time than anything is remembered. */
class ChatRetirementTest {

  private static final Instant BEGIN = Instant.parse("2024-01-01T08:00:00Z");
  private static final int DAYS = 2 * 365;

  private final ProjectionDriver<ChatRow> driver = driver();

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void state_staysBoundedOverTwoYears_andNumbersAndMarksStayRight() {
    say("quiet", "first", "ann", 0, "bob");
    say("quiet", "last", "ann", 0, "bob");
    int most = 0;
    for (int day = 0; day < DAYS; day++) {
      say("busy", "question-" + day, "ann", day, "bot");
      say("busy", "answer-" + day, "bot", day, "ann");
      read("busy", "never-" + day, "ann", day);
      most = Math.max(most, remembered());
    }

    // 84 days of three facts, two numbers, a mark that waits and two messages after a mark.
    assertThat(most).isLessThan(86 * 8).isGreaterThan(42 * 8);
    assertThat(driver.entries("own-before")).isEqualTo(2);
    assertThat(driver.entries("rows")).isEqualTo(6);
    assertThat(driver.row("demo/busy").getConversation().getLastSeq()).isEqualTo(2 * DAYS);
    assertThat(unread("busy", "bot")).as("of a bot that reads nothing").isEqualTo(DAYS);

    read("busy", "answer-" + (DAYS - 30), "bot", DAYS);
    assertThat(unread("busy", "bot")).isEqualTo(29);
    assertThat(driver.entries("own-before")).isEqualTo(1);

    read("quiet", "first", "bob", DAYS);
    assertThat(unread("quiet", "bob")).as("a mark at a number that is forgotten").isEqualTo(2);
    read("quiet", "last", "bob", DAYS);
    assertThat(unread("quiet", "bob")).as("a mark at the newest message").isZero();
  }

  @Test
  void duplicate_isKnownForTheWholeGrace() {
    say("busy", "m1", "ann", 0, "bob");
    say("busy", "m2", "ann", 30, "bob");
    say("busy", "m3", "ann", 43, "bob");
    say("busy", "m2", "ann", 71, "bob");

    assertThat(driver.row("demo/busy").getConversation().getLastSeq()).isEqualTo(3);
  }

  @Test
  void upgrade_goesOnWithWhatWasKeptWithoutATime() {
    say("busy", "m1", "ann", 0, "bob");
    say("busy", "m2", "bob", 0, "ann");
    read("busy", "m4", "bob", 0);
    Map<String, Map<String, Object>> state = driver.state();
    state.remove("horizon");
    state.remove("own-before");

    try (ProjectionDriver<ChatRow> upgraded = driver()) {
      upgraded.restore(state);
      say(upgraded, "busy", "m1", "ann", 1, "bob");
      say(upgraded, "busy", "m3", "ann", 1, "bob");
      assertThat(upgraded.row("demo/busy").getConversation().getLastSeq()).isEqualTo(3);
      read(upgraded, "busy", "m1", "bob", 1);
      assertThat(unread(upgraded, "busy", "bob")).isEqualTo(1);
      say(upgraded, "busy", "m4", "ann", 1, "bob");
      assertThat(unread(upgraded, "busy", "bob")).isZero();
    }
  }

  private int remembered() {
    return Stream.of("dedupe", "seqs", "waiting", "own").mapToInt(driver::entries).sum();
  }

  private void say(String talk, String id, String sender, int day, String... recipients) {
    say(driver, talk, id, sender, day, recipients);
  }

  private static void say(
      ProjectionDriver<ChatRow> driver,
      String talk,
      String id,
      String sender,
      int day,
      String... recipients) {
    driver.send(
        Topics.CHAT_MESSAGES,
        Keys.of("demo", talk),
        ChatTopologyTest.message(talk, id, sender, recipients),
        day(day));
  }

  private List<ChatRow> read(String talk, String id, String user, int day) {
    return read(driver, talk, id, user, day);
  }

  private static List<ChatRow> read(
      ProjectionDriver<ChatRow> driver, String talk, String id, String user, int day) {
    return driver.send(
        Topics.CHAT_READS,
        Keys.of("demo", talk),
        ChatRead.newBuilder()
            .setTenant("demo")
            .setConversationId(talk)
            .setUserId(user)
            .setUpToMessageId(id)
            .build(),
        day(day));
  }

  private long unread(String talk, String user) {
    return unread(driver, talk, user);
  }

  private static long unread(ProjectionDriver<ChatRow> driver, String talk, String user) {
    ChatMember member = driver.row(Keys.of("demo", talk, "member", user)).getMember();
    return driver.row(Keys.of("demo", talk)).getConversation().getLastSeq()
        - member.getReadSeq()
        - member.getOwnAfterRead();
  }

  private static Instant day(int number) {
    return BEGIN.plus(Duration.ofDays(number));
  }

  private static ProjectionDriver<ChatRow> driver() {
    return new ProjectionDriver<>(
        new ChatTopology(), Topics.PROJECTION_CHAT_CONVERSATIONS, ChatRow.getDefaultInstance());
  }
}
