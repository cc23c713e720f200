package io.millrace.worker.completion;

import static io.millrace.worker.completion.Answers.PATIENCE;
import static io.millrace.worker.completion.Answers.prompt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.infra.embedded.llm.FakeLlmServer;
import io.millrace.worker.completion.CompletionException.Code;
import io.millrace.worker.completion.Prompt.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

class FailoverClientTest {

  private static final String FALLBACK = "Please come back later.";
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Terms HIGH = new Terms(true, Optional.empty(), TIMEOUT);
  private static final Terms LOW = new Terms(false, Optional.empty(), TIMEOUT);
  private static final CircuitPolicy POLICY = CircuitPolicy.of("failures=5,open=60s,successes=2");

  private final TestClock clock = new TestClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FakeLlmServer first = new FakeLlmServer();
  private final FakeLlmServer second = new FakeLlmServer();
  private final CompletionClient alone = client(FALLBACK, first);
  private final CompletionClient both = client(FALLBACK, first, second);

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  void stream_asksTheFirst() {
    List<Chunk> answer = ask(both, "hello", LOW);
    assertThat(Answers.text(answer)).isEqualTo("echo: hello");
    assertThat(Answers.end(answer).provider()).isEqualTo("p0");
    assertThat(Answers.end(answer).model()).isEqualTo("model-p0-2026");
    assertThat(second.total()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status 500",
        "status 429",
        "status 401",
        "status 404",
        "status 429 code insufficient_quota",
        "cut 0"
      })
  void stream_asksTheNext_whenTheFirstFailsBeforeItSaidAnything(String trouble) {
    first.always(trouble);
    List<Chunk> answer = ask(both, "hello", LOW);
    assertThat(Answers.text(answer)).isEqualTo("echo: hello");
    assertThat(Answers.end(answer).provider()).isEqualTo("p1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"status 400", "status 400 code context_length_exceeded", "tokens 9 cut 3"})
  void stream_doesNotAskTheNext_whenThatWouldNotDo(String trouble) {
    first.always(trouble);
    assertThatThrownBy(() -> ask(both, "hello", LOW)).isInstanceOf(CompletionException.class);
    assertThat(second.total()).isZero();
  }

  @Test
  void stream_givesTheNextWhatIsLeftOfTheTime() {
    first.always("delay 300 status 500");
    CompletableFuture<Chunk> answer = Answers.stream(both, prompt("stall", LOW)).last().toFuture();
    await().until(() -> first.live() == 1);
    clock.move(TIMEOUT.minusMillis(500));
    assertThat(answer)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withMessageContaining("the model did not answer within 500 ms");
    assertThat(second.total()).isEqualTo(1);
  }

  @Test
  void stream_asksTheModelOfThePromptOfTheFirst_andTheOthersTheirOwn() {
    Prompt prompt =
        new Prompt(
            "large",
            List.of(new Message("user", "hi")),
            OptionalInt.empty(),
            ByteString.EMPTY,
            LOW);
    assertThat(model(both, prompt)).isEqualTo("large-2026");
    first.always("status 500");
    assertThat(model(both, prompt)).isEqualTo("model-p1-2026");
  }

  @Test
  void stream_tellsWhatMayHeal_whenAllFail() {
    first.always("status 500");
    second.always("status 401");
    assertFails(both, LOW, Code.PROVIDER_ERROR, true);
  }

  @Test
  void brokenFirst_isNoLongerAsked() {
    breakCircuit(both, first);
    int asked = (int) first.total();
    assertThat(Answers.end(ask(both, "hello", HIGH)).provider()).isEqualTo("p1");
    assertThat(first.total()).isEqualTo(asked);
    assertThat(both.closedFor(LOW)).isZero();
    assertThat(both.circuit()).isEqualTo(Circuit.CLOSED);
    assertThat(both.providers())
        .containsExactly(
            new ProviderState("p0", "model-p0", Circuit.OPEN, 0),
            new ProviderState("p1", "model-p1", Circuit.CLOSED, 0));
  }

  @Test
  void openCircuit_givesUrgentOnesTheFallback_andLetsOthersWait() {
    breakCircuit(alone, first);
    assertThat(alone.circuit()).isEqualTo(Circuit.OPEN);
    assertThat(alone.closedFor(HIGH)).isZero();
    assertThat(ask(alone, "hello", HIGH))
        .containsExactly(
            new Chunk.Text(FALLBACK),
            new Chunk.End("stop", Usage.NONE, "fallback", "", ByteString.EMPTY, true));

    Duration open = Duration.ofMillis(60_001);
    assertThat(alone.closedFor(LOW)).isEqualTo(open);
    CompletionException unasked = assertFails(alone, LOW, Code.PROVIDER_UNAVAILABLE, true);
    assertThat(unasked.attempted()).isFalse();
    assertThat(unasked.retryAfter()).contains(open);
    assertThat(first.total()).isEqualTo(5);

    clock.move(open);
    first.always("");
    assertThat(alone.closedFor(LOW)).isZero();
    assertThat(Answers.text(ask(alone, "back", LOW))).isEqualTo("echo: back");
    assertThat(alone.circuit()).isEqualTo(Circuit.HALF_OPEN);
    ask(alone, "back", LOW);
    assertThat(alone.circuit()).isEqualTo(Circuit.CLOSED);
  }

  @Test
  void openCircuit_givesTheFallback_toWhoCannotWait() {
    breakCircuit(alone, first);
    Terms soon = before(clock.instant().plusSeconds(60));
    Terms later = before(clock.instant().plusSeconds(61));
    assertThat(alone.closedFor(soon)).isZero();
    assertThat(Answers.end(ask(alone, "hello", soon)).fallback()).isTrue();
    assertThat(alone.closedFor(later)).isPositive();
    assertFails(alone, later, Code.PROVIDER_UNAVAILABLE, true);
  }

  @Test
  void openCircuit_failsWhoCannotWait_whenThereIsNoFallback() {
    CompletionClient silent = client("", first);
    breakCircuit(silent, first);
    assertThat(silent.closedFor(HIGH)).isPositive();
    assertFails(silent, HIGH, Code.PROVIDER_UNAVAILABLE, true);
    assertFails(silent, before(clock.instant().plusSeconds(9)), Code.PROVIDER_UNAVAILABLE, false);
  }

  @Test
  void limit_closesTheGateForAll_andIsNoFailure() {
    first.always("status 429 hint retry-after=20");
    for (int i = 0; i < 6; i++) {
      assertFails(alone, LOW, Code.PROVIDER_RATE_LIMITED, true);
      assertThat(alone.closedFor(HIGH)).isEqualTo(Duration.ofSeconds(20));
      CompletionException unasked = assertFails(alone, HIGH, Code.PROVIDER_UNAVAILABLE, true);
      assertThat(unasked.retryAfter()).contains(Duration.ofSeconds(20));
      clock.move(Duration.ofSeconds(20));
    }
    assertThat(first.total()).isEqualTo(6);
    assertThat(alone.circuit()).isEqualTo(Circuit.CLOSED);
  }

  @Test
  void limitWithoutAHint_closesTheGateForLongerAndLonger() {
    first.always("status 429");
    for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
      assertFails(alone, LOW, Code.PROVIDER_RATE_LIMITED, true);
      assertThat(alone.closedFor(LOW)).isEqualTo(Duration.ofSeconds(seconds));
      clock.move(Duration.ofSeconds(seconds));
    }
    first.always("");
    ask(alone, "hello", LOW);
    first.always("status 429");
    assertFails(alone, LOW, Code.PROVIDER_RATE_LIMITED, true);
    assertThat(alone.closedFor(LOW)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void limitForVeryLong_letsNobodyWait() {
    first.always("status 429 hint retry-after=3600");
    assertFails(alone, LOW, Code.PROVIDER_RATE_LIMITED, true);
    assertThat(alone.closedFor(LOW)).isZero();
    assertThat(Answers.end(ask(alone, "hello", LOW)).fallback()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stall", "tokens 500 every 10"})
  void cancelledCall_isNeitherSuccessNorFailure(String prompt) {
    first.always("status 500");
    for (int i = 0; i < 4; i++) {
      assertFails(alone, LOW, Code.PROVIDER_ERROR, true);
    }
    first.always("");
    cancel(prompt);
    assertThat(alone.circuit()).isEqualTo(Circuit.CLOSED);
    first.always("status 500");
    assertFails(alone, LOW, Code.PROVIDER_ERROR, true);
    assertThat(alone.circuit()).isEqualTo(Circuit.OPEN);

    clock.move(Duration.ofMillis(60_001));
    first.always("");
    for (int i = 0; i < 3; i++) {
      cancel(prompt);
      assertThat(alone.circuit()).isEqualTo(Circuit.HALF_OPEN);
    }
    ask(alone, "hello", LOW);
    ask(alone, "hello", LOW);
    assertThat(alone.circuit()).isEqualTo(Circuit.CLOSED);
    assertThat(count("p0", "cancelled")).isEqualTo(4);
  }

  @Test
  void metrics_countCallsAndShowTheCircuit() {
    ask(alone, "hello", LOW);
    breakCircuit(alone, first);
    assertThat(count("p0", "completed")).isEqualTo(1);
    assertThat(count("p0", "provider-error")).isEqualTo(5);
    assertThat(registry.get("millrace.ai.provider.first.token").timer().count()).isEqualTo(1);
    assertThat(registry.get("millrace.ai.circuit").gauges())
        .anySatisfy(gauge -> assertThat(gauge.value()).isEqualTo(2));
  }

  private void cancel(String prompt) {
    AtomicInteger pieces = new AtomicInteger();
    Disposable call =
        Answers.stream(alone, prompt(prompt, LOW)).subscribe(chunk -> pieces.incrementAndGet());
    await().until(() -> first.live() == 1 && (prompt.equals("stall") || pieces.get() > 0));
    call.dispose();
    await().until(() -> first.live() == 0);
  }

  private static void breakCircuit(CompletionClient client, FakeLlmServer server) {
    server.always("status 500");
    for (int i = 0; i < 5; i++) {
      Answers.stream(client, prompt("hello", LOW))
          .onErrorComplete(CompletionException.class)
          .blockLast(PATIENCE);
    }
  }

  private CompletionException assertFails(
      CompletionClient client, Terms terms, Code code, boolean retriable) {
    try {
      ask(client, "hello", terms);
    } catch (CompletionException failure) {
      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure.retriable()).isEqualTo(retriable);
      return failure;
    }
    throw new AssertionError("expected " + code);
  }

  private static List<Chunk> ask(CompletionClient client, String text, Terms terms) {
    return Answers.stream(client, prompt(text, terms)).collectList().block(PATIENCE);
  }

  private static String model(CompletionClient client, Prompt prompt) {
    return Answers.end(Answers.stream(client, prompt).collectList().block(PATIENCE)).model();
  }

  private static Terms before(Instant deadline) {
    return new Terms(false, Optional.of(deadline), TIMEOUT);
  }

  private double count(String provider, String outcome) {
    return registry
        .get("millrace.ai.provider.calls")
        .tags("provider", provider, "outcome", outcome)
        .counter()
        .count();
  }

  private CompletionClient client(String fallback, FakeLlmServer... servers) {
    List<Provider> providers =
        IntStream.range(0, servers.length)
            .mapToObj(i -> Answers.provider("p" + i, servers[i].url(), POLICY, registry, clock))
            .toList();
    return new FailoverClient(providers, fallback, clock);
  }
}
