package io.millrace.infra.embedded.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class FakeLlmServerTest {

  private static final FakeLlmServer SERVER = new FakeLlmServer();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void answer_isAnEcho() throws Exception {
    JsonNode answer = json(ask("hello there", false));
    assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("echo: hello there");
    assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    assertThat(answer.at("/model").asString()).isEqualTo("small-2026");
    assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(12);
  }

  @Test
  void answer_streamsAsEvents() throws Exception {
    List<String> events = ask("tokens 3", true).body().lines().filter(l -> !l.isEmpty()).toList();
    assertThat(events).allMatch(event -> event.startsWith("data: ")).hasSize(7);
    assertThat(events.get(2)).contains("\"content\":\"w1 \"");
    assertThat(events.get(4)).contains("\"finish_reason\":\"stop\"");
    assertThat(events.get(5)).contains("\"choices\":[]", "\"completion_tokens\":3");
    assertThat(events.get(6)).isEqualTo("data: [DONE]");
  }

  @Test
  void tools_areCalledByTheirName() throws Exception {
    JsonNode message = json(ask("tools", false)).at("/choices/0/message");
    assertThat(message.at("/tool_calls/1/function/name").asString()).isEqualTo("look_up");
    assertThat(message.at("/tool_calls/1/function/arguments").asString())
        .isEqualTo("{\"number\": 1}");
    assertThat(ask("tools", true).body()).contains("\"finish_reason\":\"tool_calls\"");
  }

  @ParameterizedTest
  @CsvSource({
    "retry-after-ms=300, retry-after-ms, 300",
    "retry-after=2, retry-after, 2",
    "x-ratelimit-reset-tokens=6m0s, x-ratelimit-reset-tokens, 6m0s",
    "x-ratelimit-reset-tokens=6m0s, x-ratelimit-remaining-tokens, 0"
  })
  void refusal_hintsWhenToComeAgain(String hint, String header, String value) throws Exception {
    HttpResponse<String> refusal = ask("status 429 code slow_down hint " + hint, true);
    assertThat(refusal.statusCode()).isEqualTo(429);
    assertThat(refusal.headers().firstValue(header)).contains(value);
    assertThat(json(refusal).at("/error/code").asString()).isEqualTo("slow_down");
  }

  @Test
  void refusal_hintsByDateAndInTheBody() throws Exception {
    HttpResponse<String> date = ask("status 503 hint retry-after=date+60", true);
    assertThat(
            ZonedDateTime.parse(
                date.headers().firstValue("retry-after").orElseThrow(),
                DateTimeFormatter.RFC_1123_DATE_TIME))
        .isAfter(ZonedDateTime.now().plusSeconds(30));
    HttpResponse<String> gemini = ask("status 429 hint gemini=2s", true);
    assertThat(json(gemini).at("/0/error/details/0/retryDelay").asString()).isEqualTo("2s");
  }

  @Test
  void trouble_endsAfterItsTimes() throws Exception {
    String prompt = "status 500 times 2 tokens 1";
    assertThat(ask(prompt, true).statusCode()).isEqualTo(500);
    assertThat(ask(prompt, true).statusCode()).isEqualTo(500);
    assertThat(ask(prompt, true).body()).contains("w0");
  }

  @Test
  void cut_breaksTheConnection() {
    assertThatThrownBy(() -> ask("tokens 5 cut 2", true)).isInstanceOf(IOException.class);
  }

  @Test
  void ordinaryWords_areNoScript() throws Exception {
    for (String prompt : List.of("cut the price", "delay my order", "status of my order", "code")) {
      assertThat(ask(prompt, false).body()).contains("echo: " + prompt);
    }
  }

  @Test
  void always_overrulesThePrompt() throws Exception {
    try (FakeLlmServer server = new FakeLlmServer()) {
      server.always("status 502");
      assertThat(ask(server, "hello", false).statusCode()).isEqualTo(502);
      server.always("");
      assertThat(ask(server, "hello", false).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void calls_areCounted_andEndWhenTheClientGoesAway() throws Exception {
    try (FakeLlmServer server = new FakeLlmServer()) {
      List<CompletableFuture<HttpResponse<String>>> stalled =
          IntStream.range(0, 3)
              .mapToObj(i -> HTTP.sendAsync(request(server, "stall", i > 0), asText()))
              .toList();
      await().until(() -> server.live() == 3);
      ask(server, "hello", true);
      stalled.forEach(call -> call.cancel(true));
      await().atMost(Duration.ofSeconds(5)).until(() -> server.live() == 0);
      assertThat(server.mostLive()).isEqualTo(4);
      assertThat(get(server, "/stats")).contains("\"total\":4", "\"live\":0", "\"mostLive\":4");
      assertThat(server.calls().get(3).prompt()).isEqualTo("hello");
      assertThat(server.calls().get(3).authorization()).isEqualTo("null");
    }
  }

  @Test
  void models_areListed() throws Exception {
    assertThat(get(SERVER, "/v1/models")).contains("\"id\":\"fake\"");
    assertThat(get(SERVER, "/else")).contains("not_found");
  }

  private static HttpResponse<String> ask(String prompt, boolean stream) throws Exception {
    return ask(SERVER, prompt, stream);
  }

  private static HttpResponse<String> ask(FakeLlmServer server, String prompt, boolean stream)
      throws Exception {
    return HTTP.send(request(server, prompt, stream), asText());
  }

  private static HttpRequest request(FakeLlmServer server, String prompt, boolean stream) {
    String body =
        OpenAiJson.text(
            Map.of(
                "model",
                "small",
                "stream",
                stream,
                "stream_options",
                Map.of("include_usage", true),
                "messages",
                List.of(Map.of("role", "user", "content", prompt))));
    return HttpRequest.newBuilder(URI.create(server.url() + "/v1/chat/completions"))
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(Duration.ofSeconds(10))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static String get(FakeLlmServer server, String path) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(URI.create(server.url() + path)).build(), asText())
        .body();
  }

  private static HttpResponse.BodyHandler<String> asText() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private static JsonNode json(HttpResponse<String> response) {
    return OpenAiJson.parse(response.body());
  }
}
