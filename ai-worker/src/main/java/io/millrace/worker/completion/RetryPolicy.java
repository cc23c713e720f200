package io.millrace.worker.completion;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a failed attempt is made again. In one line: {@code
 * exponential=1s:30s,jitter=0.2,maxAttempts=3} waits 1 s after the first attempt, then 2 s, then 4
 * s, at most 30 s, each by up to a fifth less or more.
 *
 * @param first the wait after the first attempt
 * @param longest no wait of ours is longer; one the provider asks for may be
 * @param jitter how much of a wait is random, 0 to 1
 * @param maxAttempts attempts in all
 */
public record RetryPolicy(Duration first, Duration longest, double jitter, int maxAttempts) {

  /** A provider that wants us to wait longer does not serve us. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String FORM = "exponential=1s:30s,jitter=0.2,maxAttempts=3";

  /** The policy that a line tells. */
  public static RetryPolicy of(String line) {
    KeyValues values = new KeyValues("ai.retry", line, FORM);
    values.expect("exponential", "jitter", "maxAttempts");
    String[] range = values.text("exponential").split(":", -1);
    if (range.length != 2) {
      throw values.unexpected();
    }
    Duration first = values.duration(range[0]);
    Duration longest = values.duration(range[1]);
    double jitter = values.number("jitter");
    if (first.compareTo(longest) > 0 || !(jitter >= 0 && jitter <= 1)) {
      throw values.unexpected();
    }
    return new RetryPolicy(first, longest, jitter, values.count("maxAttempts"));
  }

  /**
   * How long to wait before the next attempt; empty if there is to be none.
   *
   * @param attempts begun so far, the failed one among them
   */
  public Optional<Duration> next(
      int attempts, CompletionException failure, RandomGenerator random) {
    Duration theirs = failure.retryAfter().orElse(Duration.ZERO);
    if (!failure.retriable() || theirs.compareTo(PATIENCE) > 0) {
      return Optional.empty();
    }
    if (!failure.attempted()) {
      return Optional.of(theirs);
    }
    if (attempts >= maxAttempts) {
      return Optional.empty();
    }
    Duration ours = backoff(attempts, random);
    return Optional.of(ours.compareTo(theirs) > 0 ? ours : theirs);
  }

  private Duration backoff(int attempts, RandomGenerator random) {
    double exact =
        Math.min(
            (double) longest.toMillis(), first.toMillis() * Math.pow(2, Math.max(attempts, 1) - 1));
    double spread = 1 + jitter * (2 * random.nextDouble() - 1);
    return Duration.ofMillis(Math.min(Math.round(exact * spread), longest.toMillis()));
  }
}
