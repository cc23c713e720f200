package io.millrace.streams.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.chat.v1.ChatRead;
import io.millrace.schemas.projection.v1.ChatMember;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages and marks in any order, any number of times, against a plain recomputation. */
class ShuffledChatTest {

  private static final List<String> USERS = List.of("ann", "bob", "eve", "kim", "zoe");
  private static final int MESSAGES = 120;
  private static final int MARKS = 80;

  /** The log as it was delivered, each message at its first delivery. */
  private final Map<String, ChatMessage> said = new LinkedHashMap<>();

  private final List<ChatRead> marks = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void rows_areThoseOfAPlainRecomputation(long seed) {
    Random random = new Random(seed);
    List<Message> delivered = facts(random);
    try (ProjectionDriver<ChatRow> driver =
        new ProjectionDriver<>(
            new ChatTopology(),
            Topics.PROJECTION_CHAT_CONVERSATIONS,
            ChatRow.getDefaultInstance())) {
      for (Message fact : delivered) {
        if (fact instanceof ChatMessage message) {
          said.putIfAbsent(message.getMessageId(), message);
          driver.send(Topics.CHAT_MESSAGES, "demo/c", message);
        } else {
          driver.send(Topics.CHAT_READS, "demo/c", fact);
        }
      }

      List<String> order = List.copyOf(said.keySet());
      assertThat(order).hasSize(MESSAGES);
      assertThat(order.stream().mapToLong(id -> seq(driver, id)))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, MESSAGES).boxed().toList());
      assertThat(driver.row("demo/c").getConversation().getLastSeq()).isEqualTo(MESSAGES);
      for (String user : USERS) {
        ChatMember member = driver.row("demo/c/member/" + user).getMember();
        assertThat(MESSAGES - member.getReadSeq() - member.getOwnAfterRead())
            .as("unread of %s", user)
            .isEqualTo(unread(user, order));
      }
    }
  }

  private List<Message> facts(Random random) {
    List<Message> facts = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      facts.add(ChatTopologyTest.message("c", "m" + i, any(random), any(random), any(random)));
    }
    for (int i = 0; i < MARKS; i++) {
      marks.add(
          ChatRead.newBuilder()
              .setTenant("demo")
              .setConversationId("c")
              .setUserId(any(random))
              .setUpToMessageId("m" + random.nextInt(MESSAGES * 3 / 4))
              .build());
    }
    facts.addAll(marks);
    for (int i = 0; i < (MESSAGES + MARKS) / 2; i++) {
      facts.add(facts.get(random.nextInt(MESSAGES + MARKS)));
    }
    Collections.shuffle(facts, random);
    return facts;
  }

  private long unread(String user, List<String> order) {
    int joined = 0;
    while (!takesPart(user, order.get(joined))) {
      joined++;
    }
    int read = joined;
    for (ChatRead mark : marks) {
      if (mark.getUserId().equals(user)) {
        read = Math.max(read, order.indexOf(mark.getUpToMessageId()) + 1);
      }
    }
    return order.stream().skip(read).filter(id -> !said.get(id).getSenderId().equals(user)).count();
  }

  private boolean takesPart(String user, String id) {
    ChatMessage message = said.get(id);
    return message.getSenderId().equals(user) || message.getRecipientsList().contains(user);
  }

  private static String any(Random random) {
    return USERS.get(random.nextInt(USERS.size()));
  }

  private static long seq(ProjectionDriver<ChatRow> driver, String id) {
    return driver.row("demo/c/message/" + id).getPlace().getSeq();
  }
}
