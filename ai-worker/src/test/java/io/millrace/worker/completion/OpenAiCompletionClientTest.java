package io.millrace.worker.completion;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.worker.completion.CompletionException.Code;
import io.millrace.worker.completion.Prompt.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.test.StepVerifier;

class OpenAiCompletionClientTest {

  private static final Terms TERMS = new Terms(false, Optional.empty(), Duration.ofSeconds(90));

  private static final FakeLlmServer SERVER = new FakeLlmServer();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void complete_asksAndReadsAnAnswer() {
    Completion completion =
        Completion.of(client(SERVER.url(), "sk-1").stream(prompt("hello", 64))).block(PATIENCE);

    assertThat(completion).isEqualTo(new Completion("small-2026", "echo: hello", 7, 5));
    FakeLlmServer.Call call = SERVER.calls().get(SERVER.calls().size() - 1);
    assertThat(call.path()).isEqualTo("/v1/chat/completions");
    assertThat(call.authorization()).isEqualTo("Bearer sk-1");
    assertThat(call.body())
        .hasToString(
            "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],"
                + "\"max_tokens\":64,\"stream\":false}");
  }

  @Test
  void complete_leavesOutWhatIsNotSet() {
    Completion.of(client(SERVER.url() + "/other/v3/", "").stream(prompt("hello", 0)))
        .block(PATIENCE);

    FakeLlmServer.Call call = SERVER.calls().get(SERVER.calls().size() - 1);
    assertThat(call.path()).isEqualTo("/other/v3/chat/completions");
    assertThat(call.authorization()).isEqualTo("null");
    assertThat(call.body().has("max_tokens")).isFalse();
  }

  @Test
  void complete_asksTheModelOfThePrompt() {
    Prompt prompt =
        new Prompt(
            "large",
            List.of(new Message("user", "hi")),
            OptionalInt.empty(),
            ByteString.EMPTY,
            TERMS);
    Completion completion = Completion.of(client(SERVER.url(), "").stream(prompt)).block(PATIENCE);
    assertThat(completion.model()).isEqualTo("large-2026");
  }

  @ParameterizedTest
  @CsvSource({
    "400, PROVIDER_REFUSED",
    "401, PROVIDER_REFUSED",
    "429, PROVIDER_RATE_LIMITED",
    "500, PROVIDER_ERROR",
    "503, PROVIDER_ERROR"
  })
  void complete_fails_whenTheServerRefuses(int status, Code code) {
    assertFails("status " + status, code, "the model answered " + status + " (some_error)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"body {}", "body not json", "body {\"choices\": [{\"message\": {}}]}"})
  void complete_fails_whenTheAnswerIsNone(String prompt) {
    StepVerifier.create(client(SERVER.url(), "").stream(prompt(prompt, 0)))
        .expectErrorSatisfies(
            error ->
                assertThat(((CompletionException) error).code())
                    .isEqualTo(Code.PROVIDER_INVALID_ANSWER))
        .verify(PATIENCE);
  }

  @Test
  void complete_fails_whenTheAnswerIsHuge() {
    assertFails(
        "body \"" + "x".repeat(1_100_000) + "\"",
        Code.PROVIDER_INVALID_ANSWER,
        "the model gave an answer of more than 1048576 bytes");
  }

  @Test
  void complete_fails_whenNobodyListens() {
    FakeLlmServer gone = new FakeLlmServer();
    gone.close();
    StepVerifier.create(client(gone.url(), "").stream(prompt("hi", 0)))
        .expectErrorMatches(
            error -> ((CompletionException) error).code() == Code.PROVIDER_UNREACHABLE)
        .verify(PATIENCE);
  }

  private static void assertFails(String prompt, Code code, String message) {
    StepVerifier.create(client(SERVER.url(), "").stream(prompt(prompt, 0)))
        .expectErrorSatisfies(
            error -> {
              assertThat(((CompletionException) error).code()).isEqualTo(code);
              assertThat(error).hasMessage(message);
            })
        .verify(PATIENCE);
  }

  private static CompletionClient client(String baseUrl, String key) {
    return new OpenAiCompletionClient(WebClient.builder(), new LlmSettings(baseUrl, key, "small"));
  }

  private static Prompt prompt(String text, int maxTokens) {
    return new Prompt(
        "",
        List.of(new Message("user", text)),
        maxTokens == 0 ? OptionalInt.empty() : OptionalInt.of(maxTokens),
        ByteString.EMPTY,
        TERMS);
  }
}
