package io.millrace.ingest.ratelimit;

import java.math.BigInteger;

/**
 * GCRA by virtual scheduling, in fractions: an event conforms if it comes no earlier than the
 * theoretical arrival time less the burst. The model that the leaky buckets are held against.
 */
public final class ExactLimit {

  private final BigInteger events;
  private final BigInteger period;

  /** The theoretical arrival time, in microseconds times events. */
  private BigInteger next = BigInteger.ZERO;

  /**
   * A limit nothing was counted towards.
   *
   * @param period in microseconds
   */
  public ExactLimit(long events, long period) {
    this.events = BigInteger.valueOf(events);
    this.period = BigInteger.valueOf(period);
  }

  /** Whether one more event may go at a time in microseconds. */
  public boolean take(long micros) {
    BigInteger now = BigInteger.valueOf(micros).multiply(events);
    BigInteger begins = next.max(now);
    BigInteger burst = period.multiply(events.subtract(BigInteger.ONE));
    if (begins.subtract(now).compareTo(burst) > 0) {
      return false;
    }
    next = begins.add(period);
    return true;
  }
}
