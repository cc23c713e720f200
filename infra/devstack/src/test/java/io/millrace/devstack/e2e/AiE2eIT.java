package io.millrace.devstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Questions to the model on the real processes: answers in a chat, and to OpenAI's clients. */
@Order(3)
@ExtendWith(PlatformExtension.class)
class AiE2eIT {

  private static final Duration SOON = Duration.ofSeconds(120);

  private static MillraceClient client;

  @BeforeAll
  static void take(Platform platform) {
    client = platform.demo();
  }

  @Test
  void messageToTheModel_isAnsweredInItsConversation() throws Exception {
    String session = "s-" + UUID.randomUUID();
    JsonNode asked =
        client.postAs(
            "zoe", "/api/chat", Map.of("sessionId", session, "message", "When do you open?"));
    assertThat(asked.path("queueDepth").asInt()).isPositive();

    String events = client.stream("/api/chat/stream?sessionId=" + session);
    assertThat(events).containsPattern("event: ?token").containsPattern("event: ?done");
    JsonNode page =
        await("the answer is a message")
            .atMost(SOON)
            .ignoreExceptions()
            .until(
                () -> client.get("/api/chat/" + session + "/messages"),
                found -> found.path("messages").size() == 2);
    assertThat(page.findValuesAsString("senderId")).containsExactlyInAnyOrder("zoe", "ai");
  }

  @Test
  void openAiClient_getsAnAnswerAndAStream() {
    Map<String, Object> body =
        Map.of("model", "demo", "messages", List.of(Map.of("role", "user", "content", "Hi there")));
    JsonNode answer = client.post("/v1/chat/completions", body);
    assertThat(answer.at("/choices/0/message/content").asString()).contains("Hi there");
    assertThat(answer.at("/usage/total_tokens").asInt()).isPositive();

    String stream =
        client.postForText(
            "/v1/chat/completions",
            Map.of("model", "default", "stream", true, "messages", body.get("messages")));
    assertThat(stream).contains("chat.completion.chunk").contains("data: [DONE]");
    assertThat(stream).as("who answered").contains("\"model\":\"demo\"");
  }
}
