package io.millrace.loadtest;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How a run goes, in whole milliseconds. Safe for use by many threads. Gatling makes the scenario
 * itself, so the run's figures are found at {@link #current}.
 */
public final class Figures {

  private static final int LONGEST_MILLIS = 60_000;
  private static final Figures CURRENT = new Figures();

  private final AtomicLongArray acceptedByMillis = new AtomicLongArray(LONGEST_MILLIS + 1);
  private final LongAdder accepted = new LongAdder();
  private final LongAdder errors = new LongAdder();

  Figures() {}

  /** The figures of this process's run. */
  public static Figures current() {
    return CURRENT;
  }

  public void accepted(int millis) {
    acceptedByMillis.incrementAndGet(Math.min(millis, LONGEST_MILLIS));
    accepted.increment();
  }

  public void failed() {
    errors.increment();
  }

  boolean clean() {
    return accepted.sum() > 0 && errors.sum() == 0;
  }

  /** The time within which this share of the accepted requests was answered. */
  int percentile(double percent) {
    long rank = (long) Math.ceil(accepted.sum() * percent / 100);
    long seen = 0;
    for (int millis = 0; millis <= LONGEST_MILLIS; millis++) {
      seen += acceptedByMillis.get(millis);
      if (seen >= rank && seen > 0) {
        return millis;
      }
    }
    return 0;
  }

  String text(Duration duration) {
    return String.format(
        Locale.ROOT,
        "accepted %d (%.0f/s)  p50 %d ms  p95 %d ms  p99 %d ms  errors %d (%.2f %%)",
        accepted.sum(),
        perSecond(duration),
        percentile(50),
        percentile(95),
        percentile(99),
        errors.sum(),
        100.0 * errors.sum() / Math.max(1, accepted.sum() + errors.sum()));
  }

  String json(Duration duration) {
    return String.format(
        Locale.ROOT,
        "{\"accepted\":%d,\"perSecond\":%.1f,\"p50Ms\":%d,\"p95Ms\":%d,\"p99Ms\":%d,\"errors\":%d}",
        accepted.sum(),
        perSecond(duration),
        percentile(50),
        percentile(95),
        percentile(99),
        errors.sum());
  }

  private double perSecond(Duration duration) {
    return accepted.sum() * 1_000.0 / duration.toMillis();
  }
}
