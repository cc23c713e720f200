package io.millrace.worker.completion;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Keeps all calls from a provider that wants fewer, for as long as it says. */
final class ProviderGate {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MOST_DOUBLINGS = 5;

  private final Clock clock;
  private long closedUntil;
  private int limitedInARow;

  ProviderGate(Clock clock) {
    this.clock = clock;
  }

  /**
   * The provider refused a call for there being too many.
   *
   * @param wait how long it wants us to; null if it does not say: then a second, and twice as long
   *     each time it happens again before a call succeeds
   */
  synchronized void limited(@Nullable Duration wait) {
    if (wait != null) {
      closedUntil = Math.max(closedUntil, clock.millis() + wait.toMillis());
    } else if (closedFor().isZero()) {
      long doubled = FIRST.toMillis() << Math.min(limitedInARow, MOST_DOUBLINGS);
      closedUntil = clock.millis() + Math.min(doubled, LONGEST.toMillis());
      limitedInARow++;
    }
  }

  synchronized void succeeded() {
    limitedInARow = 0;
  }

  synchronized Duration closedFor() {
    return Duration.ofMillis(Math.max(0, closedUntil - clock.millis()));
  }
}
