package io.millrace.devstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Chat, notifications and AI use on the real processes, from the front door to the read API. */
@Order(2)
@ExtendWith(PlatformExtension.class)
class ChatE2eIT {

  private static final Duration SOON = Duration.ofSeconds(180);
  private static final int MESSAGES = 12;

  private static MillraceProcess millrace;
  private static MillraceClient client;

  @BeforeAll
  static void take(Platform platform) {
    millrace = platform.millrace();
    client = platform.demo();
  }

  @Test
  void chat_isExactWhileProcessesAreKilled() {
    client.postAs("bob", "/api/chat/talk/read", Map.of("upToMessageId", "m8"));
    for (int i = 1; i <= MESSAGES; i++) {
      say(i);
      say(i);
      if (i == MESSAGES / 3) {
        millrace.kill9("stream-processors");
      }
      if (i == 2 * MESSAGES / 3) {
        millrace.kill9("projection-store");
      }
    }
    client.postAs("bob", "/api/chat/talk/read", Map.of("upToMessageId", "m3"));

    await("every message has its number")
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              JsonNode messages = client.get("/api/chat/talk/messages?limit=500");
              List<Long> seqs = new ArrayList<>();
              messages.path("messages").forEach(one -> seqs.add(one.path("seq").asLong()));
              assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, MESSAGES).boxed().toList());
              JsonNode talk =
                  client.getAs("bob", "/api/chat/conversations").path("conversations").get(0);
              assertThat(talk.path("lastSeq").asLong()).isEqualTo(MESSAGES);
              assertThat(talk.path("unread").asLong()).isEqualTo(MESSAGES - 8);
              assertThat(client.getAs("bob", "/api/notifications/unread-count").path("unread"))
                  .hasToString("" + MESSAGES);
            });
  }

  @Test
  void notification_isReadOnceItIsMarked() throws Exception {
    client.postAs(
        "eve", "/api/chat/other/messages", Map.of("text", "hi", "recipients", List.of("kim")));
    JsonNode note =
        await("the recipient is told")
            .atMost(SOON)
            .ignoreExceptions()
            .until(
                () -> client.getAs("kim", "/api/notifications?status=unread"),
                page -> page.path("notifications").size() == 1);
    assertThat(note.at("/notifications/0/title").asString()).isEqualTo("eve");
    client.postAs(
        "kim",
        "/api/notifications/read",
        Map.of("ids", List.of(note.at("/notifications/0/notificationId").asString())));
    await("it is read")
        .atMost(SOON)
        .ignoreExceptions()
        .until(
            () ->
                client.getAs("kim", "/api/notifications/unread-count").path("unread").asInt() == 0);
  }

  @Test
  void aiRequest_isUsageAndTellsWhoAsked() {
    client.postAs(
        "zoe",
        "/api/ai/requests",
        Map.of("messages", List.of(Map.of("role", "user", "content", "What sold best?"))));
    await("the request is counted and told of")
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              JsonNode usage = client.get("/api/ai/usage").path("buckets");
              assertThat(usage).hasSize(1);
              assertThat(usage.get(0).path("completed").asInt()).isEqualTo(1);
              assertThat(usage.get(0).path("totalTokens").asInt()).isPositive();
              JsonNode notes = client.getAs("zoe", "/api/notifications").path("notifications");
              assertThat(notes.get(0).path("kind").asString()).isEqualTo("ai");
            });
  }

  private static void say(int number) {
    client.postAs(
        "ann",
        "/api/chat/talk/messages",
        Map.of("messageId", "m" + number, "text", "text " + number, "recipients", List.of("bob")));
  }
}
