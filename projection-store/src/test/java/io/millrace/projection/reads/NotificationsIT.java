package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.projection.support.TestTopics;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.notification.v1.NotificationRead;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Notifications from their topics to their routes. */
class NotificationsIT {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final ReadApp APP = ReadApp.shared();
  private static final TestTopics TOPICS = new TestTopics(APP.kafka());

  @AfterAll
  static void close() {
    TOPICS.close();
  }

  @Test
  void marks_countWheneverTheyComeAndForTheirUserOnly() {
    String tenant = "note-marks";
    ReadClient client = APP.client(tenant, "read");
    mark(tenant, "bob", "n2", "never");
    mark(tenant, "eve", "n3");
    for (int i = 1; i <= 4; i++) {
      tell(tenant, "bob", "n" + i, i, 1, "title " + i);
    }
    awaitIds(client, "/api/notifications?status=unread", "n4", "n3", "n1");
    String position = mark(tenant, "bob", "n3", "n1");

    JsonNode unread =
        client
            .get(
                "/api/notifications?status=unread",
                "X-User-Id",
                "bob",
                "X-Read-After",
                position,
                "Prefer",
                "wait=20")
            .json();
    assertThat(ids(unread)).containsExactly("n4");
    assertThat(unread.path("notifications").get(0).toString())
        .isEqualTo(
            "{\"notificationId\":\"n4\",\"kind\":\"low-stock\",\"title\":\"title 4\","
                + "\"body\":\"b\",\"createdAt\":\"2026-03-01T00:00:04Z\"}");
    assertThat(ids(bob(client, "/api/notifications?status=read")))
        .containsExactly("n3", "n2", "n1");
    JsonNode page = bob(client, "/api/notifications?limit=3");
    assertThat(ids(page)).containsExactly("n4", "n3", "n2");
    assertThat(page.path("notifications").get(1).has("readAt")).isTrue();
    assertThat(ids(bob(client, "/api/notifications?cursor=" + page.path("nextCursor").asString())))
        .containsExactly("n1");
    assertThat(bob(client, "/api/notifications/unread-count").toString())
        .isEqualTo("{\"unread\":1}");
    assertThat(client.get("/api/notifications/unread-count", "X-User-Id", "eve").json().toString())
        .isEqualTo("{\"unread\":0}");
    assertThat(client.get("/api/notifications?status=new", "X-User-Id", "bob").code())
        .isEqualTo("bad-parameter");
  }

  @Test
  void notification_ofAHigherRevisionReplacesButStaysRead() {
    String tenant = "note-revision";
    ReadClient client = APP.client(tenant, "read");
    tell(tenant, "bob", "n1", 1, 2, "newer");
    String position = mark(tenant, "bob", "n1");
    tell(tenant, "bob", "n1", 1, 1, "older");
    tell(tenant, "bob", "n1", 1, 3, "newest");
    tell(tenant, "bob", "n2", 2, 1, "last");

    awaitIds(client, "/api/notifications", "n2", "n1");
    JsonNode read =
        client
            .get(
                "/api/notifications?status=read",
                "X-User-Id",
                "bob",
                "X-Read-After",
                position,
                "Prefer",
                "wait=20")
            .json()
            .path("notifications");
    assertThat(read).hasSize(1);
    assertThat(read.get(0).path("title").asString()).isEqualTo("newest");
  }

  @Test
  void chat_showsHowTheMessageBeginsAsLongAsItIsKept() {
    String tenant = "note-chat";
    ReadClient client = APP.client(tenant, "read");
    RecordMetadata at =
        TOPICS.send(
            Topics.CHAT_MESSAGES,
            Keys.of(tenant, "c"),
            ChatMessage.newBuilder()
                .setTenant(tenant)
                .setConversationId("c")
                .setMessageId("m")
                .setSenderId("ann")
                .setText("x".repeat(500))
                .setSentAt(Timestamps.of(START))
                .build());
    Notification.Builder note =
        note(tenant, "bob", "n1", 1, 1, "ann")
            .clearBody()
            .setKind("chat")
            .setConversationId("c")
            .setMessageId("m");
    send(note.setInput(input(at, at.offset() - 1)));
    send(Notification.newBuilder().setTenant(tenant).setInput(input(at, at.offset())));

    String position = new Position(at.topic(), at.partition(), at.offset()).toString();
    await()
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .get("/api/notifications", "X-User-Id", "bob", "X-Read-After", position)
                            .json()
                            .at("/notifications/0/body")
                            .asString())
                    .isEqualTo("x".repeat(200)));
    assertThat(bob(client, "/api/notifications/unread-count").path("unread").asInt()).isEqualTo(1);
    APP.sql("delete from chat_v1.chat_message where tenant = 'note-chat'");
    JsonNode one = bob(client, "/api/notifications").path("notifications").get(0);
    assertThat(one.has("body")).isFalse();
    assertThat(one.path("messageId").asString()).isEqualTo("m");
  }

  @Test
  void user_seesOnlyHisOwn() {
    String tenant = "note-users";
    ReadClient client = APP.client(tenant, "read");
    tell(tenant, "bob", "n1", 1, 1, "for bob");
    tell(tenant, "store:s1", "n2", 1, 1, "for the store");
    awaitIds(client, "/api/notifications", "n1");

    for (String path : List.of("/api/notifications", "/api/notifications/unread-count")) {
      ReadClient.Answer nobody = client.get(path);
      assertThat(nobody.status()).isEqualTo(400);
      assertThat(nobody.code()).isEqualTo("user-missing");
    }
    assertThat(ids(client.get("/api/notifications", "X-User-Id", "store:s1").json()))
        .containsExactly("n2");
    assertThat(ids(user(tenant, "bob").get("/api/notifications").json())).containsExactly("n1");
    assertThat(ids(user(tenant, "ann").get("/api/notifications").json())).isEmpty();
    assertThat(ids(user("note-others", "bob").get("/api/notifications").json())).isEmpty();
    assertThat(user(tenant, "ann").get("/api/notifications", "X-User-Id", "bob").code())
        .isEqualTo("user-mismatch");
  }

  private static ReadClient user(String tenant, String user) {
    return APP.anonymous(
        APP.issuer().token(APP.issuer().claims(ReadApp.NOW).claim("tenant", tenant).subject(user)));
  }

  private static JsonNode bob(ReadClient client, String path) {
    return client.get(path, "X-User-Id", "bob").json();
  }

  private static void awaitIds(ReadClient client, String path, String... ids) {
    await().untilAsserted(() -> assertThat(ids(bob(client, path))).containsExactly(ids));
  }

  private static String mark(String tenant, String user, String... ids) {
    RecordMetadata at =
        TOPICS.send(
            Topics.NOTIFICATIONS_READS,
            Keys.of(tenant, user),
            NotificationRead.newBuilder()
                .setTenant(tenant)
                .setUserId(user)
                .addAllNotificationIds(List.of(ids))
                .setReadAt(Timestamps.of(START))
                .build());
    return new Position(at.topic(), at.partition(), at.offset()).toString();
  }

  private static void tell(
      String tenant, String user, String id, int second, long revision, String title) {
    send(note(tenant, user, id, second, revision, title));
  }

  private static Notification.Builder note(
      String tenant, String user, String id, int second, long revision, String title) {
    return Notification.newBuilder()
        .setTenant(tenant)
        .setUserId(user)
        .setNotificationId(id)
        .setKind("low-stock")
        .setTitle(title)
        .setBody("b")
        .setCreatedAt(Timestamps.of(START.plusSeconds(second)))
        .setRevision(revision);
  }

  private static void send(Notification.Builder note) {
    TOPICS.send(Topics.PROJECTION_NOTIFICATIONS, Keys.of(note.getTenant(), "c"), note.build());
  }

  private static InputPosition input(RecordMetadata at, long offset) {
    return InputPosition.newBuilder()
        .setTopic(at.topic())
        .setPartition(at.partition())
        .setOffset(offset)
        .setIngestedAt(Timestamps.of(START))
        .build();
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("notifications").forEach(one -> ids.add(one.path("notificationId").asString()));
    return ids;
  }
}
