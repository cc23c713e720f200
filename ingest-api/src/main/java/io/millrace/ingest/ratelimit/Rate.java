package io.millrace.ingest.ratelimit;

import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * So many events in so much time, all of them at once if need be. Its text form is {@code 30/1m}.
 *
 * <p>It is counted as the continuous-state leaky bucket of ITU-T I.371 (GCRA) in whole units, all
 * of them and their products exact in a double, so that a script of Redis decides as this app does.
 *
 * @param events how many, also in one burst
 * @param cost units that one event fills
 * @param leak units that leave per microsecond
 */
public record Rate(long events, long cost, long leak) {

  private static final Pattern FORM =
      Pattern.compile("([1-9]\\d{0,9})/([1-9]\\d{0,3})(ms|s|m|h|d)");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);
  private static final String OFF = "off";
  private static final BigInteger MOST_CAPACITY = BigInteger.ONE.shiftLeft(50);

  public Rate {
    BigInteger capacity = BigInteger.valueOf(events).multiply(BigInteger.valueOf(cost));
    if (events < 1 || cost < 1 || leak < 1 || capacity.compareTo(MOST_CAPACITY) > 0) {
      throw new IllegalArgumentException(
          events + " events cannot be counted exactly over that time (expected: rounder numbers)");
    }
  }

  static Rate of(long events, Duration period) {
    long micros = period.toNanos() / 1_000;
    long common = BigInteger.valueOf(events).gcd(BigInteger.valueOf(micros)).longValueExact();
    return new Rate(events, micros / common, events / common);
  }

  /**
   * Reads the text form.
   *
   * @return null for {@code off}: no limit
   * @throws IllegalArgumentException if it is none
   */
  public static @Nullable Rate parse(String text) {
    if (text.equals(OFF)) {
      return null;
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          text + " (expected: a rate such as 30/1m, in ms, s, m, h or d, or off)");
    }
    Duration unit = UNITS.getOrDefault(form.group(3), ChronoUnit.MILLIS).getDuration();
    return of(Long.parseLong(form.group(1)), unit.multipliedBy(Long.parseLong(form.group(2))));
  }

  /** Units that fit. */
  public long capacity() {
    return events * cost;
  }
}
