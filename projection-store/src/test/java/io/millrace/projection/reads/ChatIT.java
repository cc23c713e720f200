package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.projection.support.TestTopics;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.ChatConversation;
import io.millrace.schemas.projection.v1.ChatMember;
import io.millrace.schemas.projection.v1.ChatPlace;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Chat from its topics to its routes. */
class ChatIT {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final ReadApp APP = ReadApp.shared();
  private static final TestTopics TOPICS = new TestTopics(APP.kafka());

  @AfterAll
  static void close() {
    TOPICS.close();
  }

  @Test
  void messages_newestPageInOrder_thenTheOnesBefore() {
    ReadClient client = APP.client("chat-pages", "read");
    String last = "";
    for (int seq = 1; seq <= 7; seq++) {
      last = say("chat-pages", "c1", seq, "m" + seq, "ann");
    }
    JsonNode newest = after(client, "/api/chat/c1/messages?limit=3", last);
    assertThat(ids(newest)).containsExactly("m5", "m6", "m7");
    assertThat(newest.path("messages").get(2).toString())
        .isEqualTo(
            "{\"messageId\":\"m7\",\"seq\":7,\"senderId\":\"ann\",\"text\":\"text of m7\","
                + "\"recipients\":[\"bob\"],\"sentAt\":\"2026-03-01T00:00:07Z\"}");
    assertThat(newest.path("nextCursor").asString()).isEqualTo("m5");
    JsonNode before = client.get("/api/chat/c1/messages?limit=4&before=m5").json();
    assertThat(ids(before)).containsExactly("m1", "m2", "m3", "m4");
    assertThat(before.has("nextCursor")).isFalse();
    assertThat(client.get("/api/chat/c1/messages?before=x").json().path("parameter").asString())
        .isEqualTo("before");
    assertThat(client.get("/api/chat/none/messages").code()).isEqualTo("not-found");
    ReadClient other = APP.client("chat-pages2", "read");
    assertThat(other.get("/api/chat/c1/messages").status()).isEqualTo(404);
    assertThat(other.get("/api/chat/conversations").json().path("conversations")).isEmpty();
  }

  @Test
  void conversations_areTheUsersWithWhatIsUnread() {
    String tenant = "chat-unread";
    ReadClient client = APP.client(tenant, "read");
    member(tenant, "c1", "ann", true, 3, 0);
    member(tenant, "c1", "bob", true, 1, 1);
    member(tenant, "c1", "eve", false, 1, 0);
    say(tenant, "c1", 1, "m1", "ann");
    say(tenant, "c1", 2, "m2", "bob");
    say(tenant, "c1", 3, "m3", "ann");
    member(tenant, "c2", "ann", true, 0, 0);
    String last = say(tenant, "c2", 4, "x4", "zoe");

    JsonNode anns =
        after(client, "/api/chat/conversations", last, "X-User-Id", "ann").path("conversations");
    assertThat(anns).hasSize(2);
    assertThat(anns.get(0).path("conversationId").asString()).isEqualTo("c2");
    assertThat(anns.get(0).path("unread").asInt()).isEqualTo(4);
    assertThat(anns.get(1).path("unread").asInt()).isZero();
    JsonNode bobs = client.get("/api/chat/conversations", "X-User-Id", "bob").json();
    assertThat(bobs.path("conversations")).hasSize(1);
    JsonNode one = bobs.path("conversations").get(0);
    assertThat(one.path("lastSeq").asInt()).isEqualTo(3);
    assertThat(one.path("unread").asInt()).isEqualTo(1);
    assertThat(one.path("lastMessage").path("text").asString()).isEqualTo("text of m3");
    assertThat(one.path("lastMessage").path("seq").asInt()).isEqualTo(3);
    JsonNode eves = client.get("/api/chat/conversations", "X-User-Id", "eve").json();
    assertThat(eves.path("conversations")).isEmpty();

    JsonNode all = client.get("/api/chat/conversations?limit=1").json();
    assertThat(all.path("conversations").get(0).path("conversationId").asString()).isEqualTo("c2");
    assertThat(all.path("conversations").get(0).has("unread")).isFalse();
    String cursor = all.path("nextCursor").asString();
    JsonNode next = client.get("/api/chat/conversations?limit=1&cursor=" + cursor).json();
    assertThat(next.path("conversations").get(0).path("conversationId").asString()).isEqualTo("c1");
    assertThat(next.has("nextCursor")).isFalse();

    member(tenant, "c1", "bob", true, 3, 0);
    String read = say(tenant, "c3", 1, "y1", "zoe");
    JsonNode later = after(client, "/api/chat/conversations", read, "X-User-Id", "bob");
    assertThat(later.path("conversations").get(0).path("unread").asInt()).isZero();
  }

  @Test
  void user_readsOnlyWhereHeTakesPart() {
    String tenant = "chat-users";
    ReadClient backEnd = APP.client(tenant, "read");
    member(tenant, "c1", "ann", true, 0, 0);
    member(tenant, "c1", "eve", false, 1, 0);
    String last = say(tenant, "c1", 1, "m1", "ann");
    after(backEnd, "/api/chat/c1/messages", last);

    assertThat(user(tenant, "ann").get("/api/chat/c1/messages").status()).isEqualTo(200);
    for (String stranger : List.of("eve", "zoe")) {
      ReadClient client = user(tenant, stranger);
      assertThat(client.get("/api/chat/c1/messages").code()).isEqualTo("not-found");
      assertThat(client.get("/api/chat/c1/messages?before=m1").code()).isEqualTo("not-found");
      assertThat(client.get("/api/chat/conversations").json().path("conversations")).isEmpty();
    }
    assertThat(user(tenant, "ann").get("/api/chat/conversations").json().path("conversations"))
        .hasSize(1);
    assertThat(user("chat-others", "ann").get("/api/chat/c1/messages").status()).isEqualTo(404);
    assertThat(backEnd.get("/api/chat/c1/messages", "X-User-Id", "zoe").status()).isEqualTo(200);
  }

  @Test
  void message_isThereOnceItHasBothTextAndNumber_andItsConversationOutlivesIt() {
    String tenant = "chat-halves";
    ReadClient client = APP.client(tenant, "read");
    String last = say(tenant, "c1", 1, "m1", "ann");
    TOPICS.send(Topics.CHAT_MESSAGES, key(tenant), message(tenant, "c1", 2, "m2", "ann"));
    assertThat(ids(after(client, "/api/chat/c1/messages", last))).containsExactly("m1");

    last = say(tenant, "c1", 3, "m3", "ann");
    after(client, "/api/chat/c1/messages", last);
    APP.sql("delete from chat_v1.chat_message where tenant = 'chat-halves' and message_id = 'm3'");
    JsonNode one = client.get("/api/chat/conversations").json().path("conversations").get(0);
    assertThat(one.path("lastSeq").asInt()).isEqualTo(3);
    assertThat(one.path("lastMessage").path("messageId").asString()).isEqualTo("m1");
    APP.sql("delete from chat_v1.chat_message where tenant = 'chat-halves'");
    one = client.get("/api/chat/conversations").json().path("conversations").get(0);
    assertThat(one.has("lastMessage")).isFalse();

    APP.sql("delete from chat_conversations_v1.chat_place where tenant = 'chat-halves'");
    ReadClient.Answer emptied = client.get("/api/chat/c1/messages");
    assertThat(emptied.status()).as("what is listed can be opened").isEqualTo(200);
    assertThat(emptied.json().path("messages").isArray()).isTrue();
    assertThat(ids(emptied.json())).isEmpty();
    assertThat(emptied.json().has("nextCursor")).isFalse();
    assertThat(user(tenant, "zoe").get("/api/chat/c1/messages").code()).isEqualTo("not-found");
  }

  private static ReadClient user(String tenant, String user) {
    return APP.anonymous(
        APP.issuer().token(APP.issuer().claims(ReadApp.NOW).claim("tenant", tenant).subject(user)));
  }

  private static JsonNode after(
      ReadClient client, String path, String position, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("X-Read-After", position, "Prefer", "wait=20"));
    ReadClient.Answer answer = client.get(path, all.toArray(String[]::new));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  /** Writes a message and the rows it gives, and returns where the message is. */
  private static String say(String tenant, String talk, long seq, String id, String sender) {
    ChatMessage message = message(tenant, talk, seq, id, sender);
    RecordMetadata at = TOPICS.send(Topics.CHAT_MESSAGES, key(tenant), message);
    row(
        row(tenant, talk, seq)
            .setPlace(
                ChatPlace.newBuilder().setMessageId(id).setSeq(seq).setSentAt(message.getSentAt()))
            .setInput(input(at, at.offset() - 1)));
    row(
        row(tenant, talk, seq)
            .setConversation(
                ChatConversation.newBuilder().setLastSeq(seq).setLastSentAt(message.getSentAt()))
            .setInput(input(at, at.offset())));
    return new Position(at.topic(), at.partition(), at.offset()).toString();
  }

  private static void member(
      String tenant, String talk, String user, boolean takesPart, long read, long own) {
    row(
        row(tenant, talk, read + 1)
            .setMember(
                ChatMember.newBuilder()
                    .setUserId(user)
                    .setTakesPart(takesPart)
                    .setReadSeq(read)
                    .setOwnAfterRead(own)));
  }

  private static void row(ChatRow.Builder row) {
    TOPICS.send(Topics.PROJECTION_CHAT_CONVERSATIONS, key(row.getTenant()), row.build());
  }

  /** One partition for all a test writes, so that what was sent last is read last. */
  private static String key(String tenant) {
    return Keys.of(tenant, "c");
  }

  private static ChatRow.Builder row(String tenant, String talk, long revision) {
    return ChatRow.newBuilder().setTenant(tenant).setConversationId(talk).setRevision(revision);
  }

  private static InputPosition input(RecordMetadata at, long offset) {
    return InputPosition.newBuilder()
        .setTopic(at.topic())
        .setPartition(at.partition())
        .setOffset(offset)
        .setIngestedAt(Timestamps.of(START))
        .build();
  }

  private static ChatMessage message(
      String tenant, String talk, long seq, String id, String sender) {
    return ChatMessage.newBuilder()
        .setTenant(tenant)
        .setConversationId(talk)
        .setMessageId(id)
        .setSenderId(sender)
        .setText("text of " + id)
        .addRecipients("bob")
        .setSentAt(Timestamps.of(START.plusSeconds(seq)))
        .build();
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("messages").forEach(message -> ids.add(message.path("messageId").asString()));
    return ids;
  }
}
