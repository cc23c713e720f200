package io.millrace.worker.completion;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a failed attempt is made again. In one line: {@code
 * exponential=1s:30s,jitter=0.2,maxAttempts=3} waits 1 s after the first attempt, then 2 s, up to
 * 30 s, each by up to a fifth less or more.
 *
 * @param first the wait after the first attempt
 * @param longest no wait of ours is longer; one the provider asks for may be
 * @param jitter part of the wait that is random, 0 to 1
 * @param maxAttempts attempts in all
 */
public record RetryPolicy(Duration first, Duration longest, double jitter, int maxAttempts) {

  /**
   * How long to wait before the next attempt; empty if there is to be none.
   *
   * @param attempts begun so far, with the one that failed
   */
  public Optional<Duration> next(
      int attempts, CompletionException failure, RandomGenerator random) {
    if (!failure.retriable() || failure.attempted() && attempts >= maxAttempts) {
      return Optional.empty();
    }
    long backoff = longest.toMillis();
    if (attempts < Long.SIZE - Long.numberOfLeadingZeros(longest.dividedBy(first)) + 1) {
      backoff = Math.min(backoff, first.toMillis() << (Math.max(attempts, 1) - 1));
    }
    double spread = 1 + jitter * (2 * random.nextDouble() - 1);
    Duration ours = Duration.ofMillis(Math.min(Math.round(backoff * spread), longest.toMillis()));
    Duration theirs = failure.retryAfter().orElse(Duration.ZERO);
    return Optional.of(ours.compareTo(theirs) > 0 ? ours : theirs);
  }
}
