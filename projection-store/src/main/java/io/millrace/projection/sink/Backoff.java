package io.millrace.projection.sink;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: doubling from {@code first} up to {@code max}, and of
 * that a random part between half and all.
 */
record Backoff(Duration first, Duration max) {

  private static final int MAX_DOUBLINGS = 20;

  Backoff {
    if (first.isNegative() || first.isZero()) {
      throw new IllegalArgumentException("first: " + first + " (expected: > 0)");
    }
    if (max.compareTo(first) < 0) {
      throw new IllegalArgumentException("max: " + max + " (expected: >= " + first + ")");
    }
  }

  /**
   * @param failures how many attempts in a row failed, at least 1
   */
  Duration delay(int failures) {
    long doubled = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
    long bound = Math.min(doubled, max.toMillis());
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong((bound + 1) / 2, bound + 1));
  }
}
