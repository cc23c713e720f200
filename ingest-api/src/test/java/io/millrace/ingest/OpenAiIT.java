package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import io.millrace.infra.embedded.Stack;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.Priority;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's own clients, and raw requests, against the app; a double plays the worker. */
class OpenAiIT {

  private static final String COMPLETIONS = "/v1/chat/completions";

  private final TestApp app = TestApp.shared();
  private final FakeWorker worker = FakeWorker.shared();

  @Test
  void javaClient_getsAnswersWholeAndAsTheyCome() {
    OpenAIClient client = client(TestApp.DEMO_KEY);
    try {
      ChatCompletion whole = client.chat().completions().create(asks("hello big world").build());
      assertThat(whole.choices().get(0).message().content()).contains("hello big world");
      assertThat(whole.choices().get(0).finishReason())
          .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
      assertThat(whole.usage().orElseThrow().totalTokens()).isEqualTo(7);
      assertThat(whole.model()).isEqualTo("fake");
      assertThat(whole.id()).startsWith("chatcmpl-");

      ChatCompletionCreateParams streamed =
          asks("hello big world")
              .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
              .build();
      ChatCompletionAccumulator all = ChatCompletionAccumulator.create();
      List<ChatCompletionChunk> chunks;
      try (StreamResponse<ChatCompletionChunk> stream =
          client.chat().completions().createStreaming(streamed)) {
        chunks = stream.stream().peek(all::accumulate).toList();
      }
      assertThat(
              chunks.stream()
                  .flatMap(chunk -> chunk.choices().stream())
                  .flatMap(choice -> choice.delta().content().stream())
                  .filter(text -> !text.isEmpty()))
          .containsExactly("hello ", "big ", "world");
      assertThat(all.chatCompletion().choices().get(0).message().content())
          .contains("hello big world");
      assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().totalTokens()).isEqualTo(7);
      assertThat(chunks.get(chunks.size() - 1).model()).isEqualTo("fake");

      assertThat(client.models().list().data()).extracting(model -> model.id()).contains("default");
      assertThat(client.models().retrieve("default").id()).isEqualTo("default");
      assertThatThrownBy(() -> client.models().retrieve("org/none"))
          .isInstanceOfSatisfying(
              NotFoundException.class, e -> assertThat(e.code()).contains("unknown-model"));
    } finally {
      client.close();
    }
  }

  @Test
  void javaClient_getsToolCalls_andTheProviderGetsTheTools() {
    OpenAIClient client = client(TestApp.DEMO_KEY);
    try {
      FunctionDefinition weather =
          FunctionDefinition.builder()
              .name("weather")
              .parameters(
                  FunctionParameters.builder()
                      .putAdditionalProperty("type", JsonValue.from("object"))
                      .build())
              .build();
      ChatCompletionCreateParams params =
          asks("tools please")
              .addFunctionTool(weather)
              .putAdditionalHeader("X-Priority", "high")
              .build();

      ChatCompletion whole = client.chat().completions().create(params);
      ChatCompletionAccumulator all = ChatCompletionAccumulator.create();
      try (StreamResponse<ChatCompletionChunk> stream =
          client.chat().completions().createStreaming(params)) {
        stream.stream().forEach(all::accumulate);
      }

      for (ChatCompletion answer : List.of(whole, all.chatCompletion())) {
        var choice = answer.choices().get(0);
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        var call = choice.message().toolCalls().orElseThrow().get(0).asFunction();
        assertThat(call.id()).isEqualTo("call_1");
        assertThat(call.function().name()).isEqualTo("weather");
        assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Oslo\"}");
      }
      AiRequest request = worker.taken().get(whole.id());
      assertThat(request.getPriority()).isEqualTo(Priority.PRIORITY_HIGH);
      assertThat(request.getModel()).as("the worker's own").isEmpty();
      JsonNode body = JsonMapper.shared().readTree(request.getOpenai().toByteArray());
      assertThat(body.at("/tools/0/function/name").stringValue()).isEqualTo("weather");
      assertThat(body.get("model").stringValue()).isEqualTo("gpt-4o-mini");
    } finally {
      client.close();
    }
  }

  @Test
  void javaClient_getsErrorsAsItKnowsThem() {
    OpenAIClient stranger = client("nobody's");
    OpenAIClient client = client(TestApp.DEMO_KEY);
    try {
      assertThatThrownBy(() -> stranger.models().list())
          .isInstanceOfSatisfying(
              UnauthorizedException.class,
              e -> assertThat(e.code()).contains("credential-invalid"));
      assertThatThrownBy(
              () -> client.chat().completions().create(asks("fail provider-refused").build()))
          .isInstanceOfSatisfying(
              BadRequestException.class,
              e -> {
                assertThat(e.code()).contains("provider-refused");
                assertThat(e.type()).contains("invalid_request_error");
              });
      assertThatThrownBy(() -> client.chat().completions().create(asks("x").n(3).build()))
          .isInstanceOfSatisfying(
              BadRequestException.class, e -> assertThat(e.param()).contains("n"));
    } finally {
      stranger.close();
      client.close();
    }
  }

  @Test
  void nodeClient_isAnsweredAsByOpenAi() throws Exception {
    String output =
        NodePackages.run(
            "openai",
            "/openai/ask.mjs",
            List.of("openai@7.55.0"),
            Map.of("OPENAI_BASE_URL", app.base() + "/v1", "OPENAI_API_KEY", TestApp.DEMO_KEY));

    JsonNode said = JsonMapper.shared().readTree(output);
    assertThat(said.get("whole").stringValue()).isEqualTo("hello big world");
    assertThat(said.get("total").intValue()).isEqualTo(7);
    assertThat(said.get("streamed").valueStream().map(JsonNode::stringValue))
        .containsExactly("hello ", "big ", "world");
    assertThat(said.get("streamedTotal").intValue()).isEqualTo(7);
    assertThat(said.get("tool").stringValue()).isEqualTo("weather {\"city\":\"Oslo\"}");
    assertThat(said.get("models").valueStream().map(JsonNode::stringValue)).contains("default");
    assertThat(said.get("refused").stringValue()).isEqualTo("400 provider-refused");
    assertThat(said.get("stranger").stringValue()).isEqualTo("401 credential-invalid");
    assertThat(said.get("broken").stringValue()).as("in mid-stream").isEqualTo("restarted");
    assertThat(said.get("requestId").stringValue()).startsWith("chatcmpl-");
  }

  @Test
  void answer_thatBeginsAnew_isNeverJoinedToWhatWasSent() throws Exception {
    assertThat(text(stream("again SAME", "Idempotency-Key", UUID.randomUUID().toString())))
        .isEqualTo("one two three four");
    String other = stream("again OTHER", "Idempotency-Key", UUID.randomUUID().toString());
    assertThat(other).contains("\"code\":\"restarted\"").doesNotContain("[DONE]", "six");
    assertThat(TestApp.tree(ask("again OTHER")).at("/choices/0/message/content").stringValue())
        .as("whole, nothing was sent before")
        .isEqualTo("one six");
  }

  @Test
  void sameKeyAgain_isTheSameAnswer_alsoAfterItsEnd() throws Exception {
    String[] key = {"Idempotency-Key", UUID.randomUUID().toString()};
    String first = stream("hello again", key);
    String second = stream("hello again", key);

    assertThat(text(first)).isEqualTo("hello again");
    assertThat(text(second)).isEqualTo("hello again");
  }

  @Test
  void fallback_isMarked_alsoWhenItIsReplayed() throws Exception {
    String[] key = {"Idempotency-Key", UUID.randomUUID().toString()};
    for (String events : List.of(stream("fallback", key), stream("fallback", key))) {
      assertThat(text(events)).isEqualTo("later");
      JsonNode last = chunks(events).reduce((one, next) -> next).orElseThrow();
      assertThat(last.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
      assertThat(last.get("model").stringValue()).isEqualTo("fallback");
      assertThat(last.get("fallback").booleanValue()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void clientThatGoesAway_cancelsItsRequest(boolean stream) throws Exception {
    String prompt = "hold " + UUID.randomUUID();
    CompletableFuture<HttpResponse<InputStream>> asked = begin(app, prompt, stream);
    String id = taken(prompt);
    if (stream) {
      first(asked).close();
    } else {
      asked.cancel(true);
    }

    await().until(() -> worker.cancelled().contains(AiKeys.request("demo", id)));
  }

  @Test
  void clientThatNamedItsRequest_comesBackForTheAnswer() throws Exception {
    String id = "back-" + UUID.randomUUID();
    String[] key = {"Idempotency-Key", id};
    first(begin(app, "pause " + id, true, key)).close();
    await().until(() -> app.get("/metrics").body().contains("ai_answers_open 0"));

    CompletableFuture<HttpResponse<InputStream>> again = begin(app, "pause " + id, true, key);
    InputStream in = first(again);
    worker.goOn(id);

    assertThat(text("data: " + new String(in.readAllBytes(), StandardCharsets.UTF_8)))
        .isEqualTo("one two");
    assertThat(worker.calls(id)).isEqualTo(1);
    assertThat(worker.cancelled()).doesNotContain(AiKeys.request("demo", id));
  }

  @Test
  void stop_endsWhatIsOpen_andKeepsWhatIsNamed() throws Exception {
    String unnamed = "hold " + UUID.randomUUID();
    String id = "kept-" + UUID.randomUUID();
    String[] key = {"Idempotency-Key", id};
    InputStream open;
    CompletableFuture<HttpResponse<InputStream>> whole;
    try (TestApp stopping = another()) {
      stopping.awaitReady();
      open = first(begin(stopping, unnamed, true));
      whole = begin(stopping, "pause " + id, false, key);
      await().until(() -> worker.calls(id) == 1);
    }

    assertThat(new String(open.readAllBytes(), StandardCharsets.UTF_8))
        .contains("\"type\":\"server_error\"", "\"code\":\"instance-stopping\"")
        .doesNotContain("[DONE]");
    HttpResponse<InputStream> refused = whole.get();
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.headers().firstValue("x-should-retry")).contains("true");
    String gone = AiKeys.request("demo", taken(unnamed));
    await().until(() -> worker.cancelled().contains(gone));
    assertThat(worker.cancelled()).doesNotContain(AiKeys.request("demo", id));
    worker.goOn(id);
    HttpResponse<String> elsewhere = app.post(COMPLETIONS, body("pause " + id, false), key);
    assertThat(TestApp.tree(elsewhere).at("/choices/0/message/content").stringValue())
        .isEqualTo("one two");
    assertThat(worker.calls(id)).isEqualTo(1);
  }

  @Test
  void refusals_areInOpenAisShape() {
    error(app.post(COMPLETIONS, "{"), 400, "malformed-json");
    error(app.post(COMPLETIONS, "{\"model\":\"m\"}"), 400, "schema-violation");
    error(app.post(COMPLETIONS, body("x", false), "X-Priority", "urgent"), 400, "malformed-header");
    error(app.get(COMPLETIONS), 405, "method-not-allowed");
    error(app.get("/v1/embeddings"), 404, "not-found");
    error(
        app.post(COMPLETIONS, body("x", false), "Authorization", "Bearer " + TestApp.READ_KEY),
        403,
        "scope-missing");
    HttpResponse<String> failed = ask("fail provider-timeout");
    error(failed, 504, "provider-timeout");
    assertThat(failed.headers().firstValue("x-should-retry")).contains("false");
    HttpResponse<String> failedStream = app.post(COMPLETIONS, body("fail provider-error", true));
    error(failedStream, 502, "provider-error");
  }

  /** Trouble on our side is never 4xx. */
  @ParameterizedTest
  @CsvSource({
    "provider-access-denied, 502, ",
    "provider-quota-exhausted, 502, ",
    "provider-rate-limited, 503, 30",
    "provider-unavailable, 503, 30"
  })
  void troubleWithTheProvider_isOurs(String code, int status, String again) {
    HttpResponse<String> failed = ask("fail " + code);
    error(failed, status, code);
    assertThat(failed.headers().firstValue("Retry-After")).isEqualTo(Optional.ofNullable(again));
    assertThat(failed.headers().firstValue("x-should-retry")).contains("false");
  }

  @Test
  void answers_sayHowMuchIsLeft_andARefusalWhenToComeBack() {
    String user = "user-" + UUID.randomUUID();
    HttpResponse<String> first = app.post(COMPLETIONS, body("x", false), "X-User-Id", user);
    assertThat(first.headers().firstValue("x-ratelimit-limit-requests")).contains("20");
    assertThat(first.headers().firstValue("x-ratelimit-remaining-requests")).contains("19");
    assertThat(first.headers().firstValue("x-ratelimit-reset-requests").orElseThrow())
        .matches("\\d+s");
    HttpResponse<String> last = first;
    for (int i = 0; i < 200 && last.statusCode() == 200; i++) {
      last = app.post(COMPLETIONS, body("x", false), "X-User-Id", user);
    }

    error(last, 429, "rate-limited");
    assertThat(last.headers().firstValue("Retry-After")).isPresent();
    assertThat(last.headers().firstValue("x-ratelimit-remaining-requests")).contains("0");
  }

  static void error(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    JsonNode error = TestApp.tree(response).get("error");
    assertThat(error.get("code").stringValue()).isEqualTo(code);
    assertThat(error.get("message").stringValue()).isNotBlank();
    assertThat(error.get("type").stringValue()).endsWith("_error");
    assertThat(error.has("param")).isTrue();
  }

  private OpenAIClient client(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(URI.create(app.base() + "/v1").toString())
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  private static ChatCompletionCreateParams.Builder asks(String text) {
    return ChatCompletionCreateParams.builder().model("gpt-4o-mini").addUserMessage(text);
  }

  private HttpResponse<String> ask(String text) {
    return app.post(COMPLETIONS, body(text, false));
  }

  private String stream(String text, String... headers) throws IOException {
    HttpResponse<String> response = app.post(COMPLETIONS, body(text, true), headers);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    return response.body();
  }

  private static String body(String text, boolean stream) {
    return "{\"model\":\"any\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(stream, text);
  }

  /** An app beside the shared one, with the same Kafka and Redis. */
  private static TestApp another() {
    return new TestApp(
        Stack.shared().kafkaBootstrapServers(), "--ingest.redis.url=" + Stack.shared().redisUrl());
  }

  private static CompletableFuture<HttpResponse<InputStream>> begin(
      TestApp at, String text, boolean stream, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at.base().resolve(COMPLETIONS))
            .header("Authorization", "Bearer " + TestApp.DEMO_KEY)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body(text, stream)));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HttpClient.newHttpClient().sendAsync(request.build(), BodyHandlers.ofInputStream());
  }

  /** An answer of which the first bytes have come. */
  private static InputStream first(CompletableFuture<HttpResponse<InputStream>> asked)
      throws Exception {
    InputStream in = asked.get().body();
    assertThat(new String(in.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("data: ");
    return in;
  }

  /** The id of the request the worker was given with this message. */
  private String taken(String prompt) {
    return await()
        .until(
            () ->
                worker.taken().values().stream()
                    .filter(request -> request.getMessages(0).getContent().equals(prompt))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow()
        .getRequestId();
  }

  private static String text(String events) {
    return chunks(events)
        .map(chunk -> chunk.at("/choices/0/delta/content").asString(""))
        .collect(Collectors.joining());
  }

  private static Stream<JsonNode> chunks(String events) {
    return events
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> JsonMapper.shared().readTree(line.substring(6)));
  }
}
