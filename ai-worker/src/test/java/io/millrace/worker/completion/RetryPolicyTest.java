package io.millrace.worker.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.completion.CompletionException.Code;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

  private static final RetryPolicy SPEC =
      RetryPolicy.of("exponential=1s:30s,jitter=0.2,maxAttempts=3");
  private static final RetryPolicy STEADY =
      RetryPolicy.of("exponential=1s:30s,jitter=0,maxAttempts=100");

  private final Random random = new Random(7);

  @Test
  void of_readsTheLine() {
    assertThat(SPEC)
        .isEqualTo(new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2, 3));
    assertThat(RetryPolicy.of("maxAttempts=1, exponential=250ms:2m, jitter=1"))
        .isEqualTo(new RetryPolicy(Duration.ofMillis(250), Duration.ofMinutes(2), 1, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "exponential=1s:30s,jitter=0.2",
        "exponential=1s:30s,jitter=0.2,maxAttempts=0",
        "exponential=1s:30s,jitter=0.2,maxAttempts=3,more=1",
        "exponential=1s:30s,jitter=0.2,maxAttempts=3,maxAttempts=4",
        "exponential=30s:1s,jitter=0.2,maxAttempts=3",
        "exponential=0s:1s,jitter=0.2,maxAttempts=3",
        "exponential=1s,jitter=0.2,maxAttempts=3",
        "exponential=soon:1s,jitter=0.2,maxAttempts=3",
        "exponential=1s:30s,jitter=1.1,maxAttempts=3",
        "exponential=1s:30s,jitter=NaN,maxAttempts=3",
        "exponential=1s:30s,jitter=0.2,maxAttempts=many"
      })
  void of_refusesAnythingElse(String line) {
    assertThatThrownBy(() -> RetryPolicy.of(line))
        .hasMessage(
            "ai.retry: " + line + " (expected: exponential=1s:30s,jitter=0.2,maxAttempts=3)");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "5, 16", "6, 30", "7, 30", "64, 30", "99, 30"})
  void next_doublesUpToTheLongest(int attempts, long seconds) {
    assertThat(STEADY.next(attempts, failure(null), random)).contains(Duration.ofSeconds(seconds));
  }

  @Test
  void next_isSpreadByTheJitter() {
    List<Long> waits =
        IntStream.range(0, 2_000)
            .mapToObj(i -> SPEC.next(2, failure(null), random).orElseThrow().toMillis())
            .toList();
    assertThat(waits).allMatch(wait -> wait >= 1_600 && wait <= 2_400);
    assertThat(waits).anyMatch(wait -> wait < 1_650).anyMatch(wait -> wait > 2_350);
  }

  @Test
  void next_isTheSame_forTheSameSeed() {
    assertThat(SPEC.next(1, failure(null), new Random(1)))
        .isEqualTo(SPEC.next(1, failure(null), new Random(1)));
  }

  @Test
  void next_isNone_afterTheLastAttempt() {
    assertThat(SPEC.next(2, failure(null), random)).isPresent();
    assertThat(SPEC.next(3, failure(null), random)).isEmpty();
  }

  @Test
  void next_waitsAsLongAsTheProviderWants() {
    assertThat(STEADY.next(1, failure(Duration.ofSeconds(45)), random))
        .contains(Duration.ofSeconds(45));
    assertThat(STEADY.next(3, failure(Duration.ofMillis(10)), random))
        .contains(Duration.ofSeconds(4));
    assertThat(STEADY.next(1, failure(Duration.ofMinutes(11)), random)).isEmpty();
  }

  @Test
  void next_countsNothing_whenNobodyWasAsked() {
    CompletionException unasked = new CompletionException(Code.PROVIDER_UNAVAILABLE, "closed");
    assertThat(SPEC.next(3, unasked.retryAfter(Duration.ofSeconds(50)), random))
        .contains(Duration.ofSeconds(50));
    assertThat(SPEC.next(3, unasked.terminal(), random)).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(
      value = Code.class,
      names = {
        "PROVIDER_QUOTA_EXHAUSTED",
        "PROVIDER_ACCESS_DENIED",
        "PROVIDER_REFUSED",
        "CONTEXT_TOO_LONG",
        "CONTENT_REFUSED",
        "ANSWER_TOO_LARGE"
      })
  void next_isNone_whenItWouldFailAgain(Code code) {
    assertThat(SPEC.next(1, new CompletionException(code, "no"), random)).isEmpty();
  }

  private static CompletionException failure(Duration retryAfter) {
    return new CompletionException(Code.PROVIDER_ERROR, "broken").retryAfter(retryAfter);
  }
}
