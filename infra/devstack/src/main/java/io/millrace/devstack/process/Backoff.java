package io.millrace.devstack.process;

import java.time.Duration;

/** How long to wait before a process that ended is started again. */
final class Backoff {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration LONG_LIFE = Duration.ofSeconds(60);

  private int shortLives;

  /** Called with the life that has just ended: none at first, then doubling from one second. */
  Duration after(Duration life) {
    shortLives = life.compareTo(LONG_LIFE) >= 0 ? 1 : shortLives + 1;
    if (shortLives == 1) {
      return Duration.ZERO;
    }
    Duration delay = FIRST.multipliedBy(1L << Math.min(shortLives - 2, 10));
    return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
  }

  /** Whether the process keeps ending soon after it started. */
  boolean isRepeated() {
    return shortLives > 1;
  }
}
