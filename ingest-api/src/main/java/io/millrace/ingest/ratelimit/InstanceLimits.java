package io.millrace.ingest.ratelimit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits counted on this instance alone: what holds while Redis is away, and for requests that
 * nobody vouches for. Keeps the limits used last. Any thread.
 */
public final class InstanceLimits {

  private static final int MOST = 100_000;

  private final LongSupplier micros;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Empty at first.
   *
   * @param micros a clock that never goes back
   */
  public InstanceLimits(LongSupplier micros) {
    this.micros = micros;
  }

  /** Lets through as many of the events as every limit has room for. */
  public synchronized Allowance take(List<Limit> limits, int count) {
    long now = micros.getAsLong();
    List<Bucket> used = new ArrayList<>(limits.size());
    long allowed = count;
    for (Limit limit : limits) {
      Bucket bucket = buckets.computeIfAbsent(limit.key(), key -> new Bucket());
      used.add(bucket);
      allowed = Math.min(allowed, bucket.room(limit.rate(), now));
    }
    Allowance tightest = Allowance.unlimited((int) allowed, true);
    for (int i = 0; i < used.size(); i++) {
      Rate rate = limits.get(i).rate();
      Bucket bucket = used.get(i);
      bucket.take(rate, allowed);
      long left = bucket.room(rate, now);
      long wait = bucket.wait(rate);
      if (tightest.limit() == null
          || wait > tightest.waitMicros()
          || wait == tightest.waitMicros() && left < tightest.remaining()) {
        tightest =
            new Allowance((int) allowed, limits.get(i), left, bucket.reset(rate), wait, true);
      }
    }
    return tightest;
  }
}
