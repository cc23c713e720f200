package io.millrace.worker.completion;

import static io.millrace.worker.completion.Answers.PATIENCE;
import static io.millrace.worker.completion.Answers.prompt;
import static io.millrace.worker.completion.Answers.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.millrace.infra.embedded.llm.FakeLlmServer;
import io.millrace.worker.completion.CompletionException.Code;
import io.millrace.worker.completion.CompletionException.Fault;
import io.millrace.worker.completion.Prompt.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

class OpenAiCallsTest {

  private static final FakeLlmServer SERVER = new FakeLlmServer();
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void stream_givesTheAnswerInPieces() {
    List<Chunk> chunks = ask("tokens 3 every 5");
    assertThat(chunks)
        .containsExactly(
            new Chunk.Text("w0 "),
            new Chunk.Text("w1 "),
            new Chunk.Text("w2"),
            new Chunk.End("stop", new Usage(7, 3), "small-2026", "p", ByteString.EMPTY, false));
  }

  @Test
  void stream_asksAsTheProtocolSays() {
    Prompt prompt =
        new Prompt(
            "",
            List.of(new Message("system", "be brief"), new Message("user", "hello")),
            OptionalInt.of(64),
            ByteString.EMPTY,
            terms());
    calls(LONG, LONG).stream(prompt, "small").blockLast(PATIENCE);
    FakeLlmServer.Call call = last();
    assertThat(call.path()).isEqualTo("/v1/chat/completions");
    assertThat(call.authorization()).isEqualTo("Bearer sk-1");
    assertThat(call.body())
        .hasToString(
            "{\"messages\":[{\"role\":\"system\",\"content\":\"be brief\"},"
                + "{\"role\":\"user\",\"content\":\"hello\"}],\"max_tokens\":64,"
                + "\"model\":\"small\",\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true}}");
  }

  @Test
  void stream_leavesOutWhatIsNotSet() {
    ProviderSettings open = new ProviderSettings("p", SERVER.url() + "/other/v3/", "", "small");
    Answers.calls(open, LONG, LONG, new TestClock()).stream(prompt("hello"), "small")
        .blockLast(PATIENCE);
    assertThat(last().path()).isEqualTo("/other/v3/chat/completions");
    assertThat(last().authorization()).isEqualTo("null");
    assertThat(last().body().has("max_tokens")).isFalse();
  }

  @Test
  void stream_sendsAnOpenAiBodyAsItCame_butForWhatIsOurs() {
    String body =
        "{\"model\":\"theirs\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
            + "\"temperature\":0.5,\"stream\":false}";
    calls(LONG, LONG).stream(openAi(body), "ours").blockLast(PATIENCE);
    assertThat(last().body())
        .hasToString(
            "{\"model\":\"ours\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
                + "\"temperature\":0.5,\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{", "7"})
  void stream_refusesAnOpenAiBodyThatIsNone(String body) {
    assertFails(
        calls(LONG, LONG),
        openAi(body),
        failure -> {
          assertThat(failure.code()).isEqualTo(Code.PROVIDER_REFUSED);
          assertThat(failure.fault()).isEqualTo(Fault.REQUEST);
        });
  }

  @Test
  void stream_passesToolCallsOn_inPiecesAndTogether() {
    List<Chunk> chunks = ask("tools");
    assertThat(chunks.get(0))
        .isEqualTo(
            new Chunk.ToolDelta(
                "[{\"index\":0,\"id\":\"call-0\",\"type\":\"function\","
                    + "\"function\":{\"name\":\"look_up\",\"arguments\":\"\"}}]"));
    assertThat(chunks).hasSize(7);
    assertThat(Answers.end(chunks).finishReason()).isEqualTo("tool_calls");
    assertThat(Answers.end(chunks).toolCalls().toStringUtf8())
        .isEqualTo(
            "[{\"id\":\"call-0\",\"type\":\"function\",\"function\":{\"name\":\"look_up\","
                + "\"arguments\":\"{\\\"number\\\": 0}\"}},"
                + "{\"id\":\"call-1\",\"type\":\"function\",\"function\":{\"name\":\"look_up\","
                + "\"arguments\":\"{\\\"number\\\": 1}\"}}]");
  }

  @Test
  void stream_takesAnAnswerInOnePiece() {
    List<Chunk> chunks =
        ask(
            "body {\"model\": \"m\", \"choices\": [{\"finish_reason\": \"length\","
                + " \"message\": {\"content\": \"whole\"}}], \"usage\": {\"prompt_tokens\": 2,"
                + " \"completion_tokens\": 3}}");
    assertThat(chunks)
        .containsExactly(
            new Chunk.Text("whole"),
            new Chunk.End("length", new Usage(2, 3), "m", "p", ByteString.EMPTY, false));
  }

  @Test
  void stream_leavesNulOut() {
    assertThat(Answers.text(ask("a\0b"))).isEqualTo("echo: ab");
  }

  @ParameterizedTest
  @ValueSource(strings = {"body {}", "body not json", "body []", "body {\"choices\": [{}]}"})
  void stream_fails_whenTheAnswerIsNone(String prompt) {
    assertFails(prompt, Code.PROVIDER_INVALID_ANSWER, Fault.PROVIDER);
  }

  @Test
  void stream_fails_whenTheAnswerIsHuge() {
    assertFails("x".repeat(1_100_000), Code.ANSWER_TOO_LARGE, Fault.REQUEST);
    assertFails(
        "body {\"x\": \"" + "x".repeat(2_100_000) + "\"}", Code.ANSWER_TOO_LARGE, Fault.REQUEST);
  }

  @ParameterizedTest
  @CsvSource({
    "status 400, PROVIDER_REFUSED, REQUEST",
    "status 401, PROVIDER_ACCESS_DENIED, ACCESS",
    "status 500, PROVIDER_ERROR, PROVIDER",
    "status 429 code insufficient_quota, PROVIDER_QUOTA_EXHAUSTED, ACCESS",
    "cut 0, PROVIDER_UNREACHABLE, PROVIDER",
    "tokens 9 cut 4, PROVIDER_UNREACHABLE, PROVIDER"
  })
  void stream_fails_asTheServerDoes(String prompt, Code code, Fault fault) {
    assertFails(prompt, code, fault);
  }

  @ParameterizedTest
  @CsvSource({
    "retry-after-ms=300, 300",
    "retry-after=2, 2000",
    "x-ratelimit-reset-tokens=6m0s, 360000",
    "gemini=3.5s, 3500"
  })
  void stream_tellsWhenToComeAgain(String hint, long millis) {
    assertFails(
        calls(LONG, LONG),
        prompt("status 429 hint " + hint),
        failure -> {
          assertThat(failure.code()).isEqualTo(Code.PROVIDER_RATE_LIMITED);
          assertThat(failure.retryAfter()).contains(Duration.ofMillis(millis));
        });
  }

  @Test
  void stream_fails_whenNoTokenComes() {
    assertFails(
        calls(SHORT, LONG),
        prompt("stall"),
        failure -> {
          assertThat(failure).hasMessage("the model gave no token within 300 ms");
          assertThat(failure.code()).isEqualTo(Code.PROVIDER_TIMEOUT);
          assertThat(failure.fault()).isEqualTo(Fault.PROVIDER);
        });
  }

  @Test
  void stream_fails_whenNoMoreTokensCome() {
    assertFails(
        calls(LONG, SHORT),
        prompt("tokens 5 stall 2"),
        failure -> {
          assertThat(failure).hasMessage("the model gave nothing more for 300 ms");
          assertThat(failure.fault()).isEqualTo(Fault.PROVIDER);
        });
  }

  @Test
  void stream_fails_whenTheTimeIsUp_whoeversFaultItIs() {
    Terms hurried = new Terms(false, Optional.empty(), SHORT);
    assertFails(
        calls(LONG, LONG),
        prompt("tokens 500 every 20", hurried),
        failure -> {
          assertThat(failure).hasMessage("the model did not answer within 300 ms");
          assertThat(failure.fault()).isEqualTo(Fault.REQUEST);
          assertThat(failure.retriable()).isTrue();
        });
    assertFails(
        calls(LONG, LONG),
        prompt("stall", hurried),
        failure -> assertThat(failure.fault()).isEqualTo(Fault.PROVIDER));
  }

  @Test
  void stream_fails_whenNobodyListens() {
    FakeLlmServer gone = new FakeLlmServer();
    gone.close();
    ProviderSettings settings = new ProviderSettings("p", gone.url(), "", "small");
    assertFails(
        Answers.calls(settings, LONG, LONG, new TestClock()),
        prompt("hi"),
        failure -> assertThat(failure.code()).isEqualTo(Code.PROVIDER_UNREACHABLE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stall gone-early", "tokens 500 every 20"})
  void cancel_closesTheConnectionWithinASecond(String prompt) {
    try (FakeLlmServer server = new FakeLlmServer()) {
      ProviderSettings settings = new ProviderSettings("p", server.url(), "", "small");
      Disposable call =
          Answers.calls(settings, LONG, LONG, new TestClock()).stream(prompt(prompt), "small")
              .subscribe();
      await().until(() -> server.live() == 1);
      call.dispose();
      await().atMost(Duration.ofSeconds(1)).until(() -> server.live() == 0);
    }
  }

  private static List<Chunk> ask(String prompt) {
    return calls(LONG, LONG).stream(prompt(prompt), "small").collectList().block(PATIENCE);
  }

  private static void assertFails(String prompt, Code code, Fault fault) {
    assertFails(
        calls(LONG, LONG),
        prompt(prompt),
        failure -> {
          assertThat(failure.code()).isEqualTo(code);
          assertThat(failure.fault()).isEqualTo(fault);
          assertThat(failure.getMessage()).doesNotContain("sk-1");
        });
  }

  private static void assertFails(
      OpenAiCalls calls, Prompt prompt, Consumer<CompletionException> expected) {
    StepVerifier.create(calls.stream(prompt, "small").ignoreElements())
        .expectErrorSatisfies(error -> expected.accept((CompletionException) error))
        .verify(PATIENCE);
  }

  private static OpenAiCalls calls(Duration first, Duration next) {
    ProviderSettings settings = new ProviderSettings("p", SERVER.url(), "sk-1", "small");
    return Answers.calls(settings, first, next, new TestClock());
  }

  private static Prompt openAi(String body) {
    return new Prompt(
        "",
        List.of(new Message("user", "x")),
        OptionalInt.empty(),
        ByteString.copyFromUtf8(body),
        terms());
  }

  private static FakeLlmServer.Call last() {
    List<FakeLlmServer.Call> calls = SERVER.calls();
    return calls.get(calls.size() - 1);
  }
}
