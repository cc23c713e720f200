package io.millrace.ingest.ratelimit;

/** What one limit holds: the state of {@link Rate}'s leaky bucket. Not thread-safe. */
final class Bucket {

  private long level;
  private long at;

  /** How many more events fit at that time, in microseconds of a clock that may stand still. */
  long room(Rate rate, long micros) {
    long passed = Math.max(0, micros - at);
    level = passed > level / rate.leak() ? 0 : level - passed * rate.leak();
    at = Math.max(at, micros);
    return (rate.capacity() - level) / rate.cost();
  }

  /** Takes events that have room. */
  void take(Rate rate, long events) {
    level += events * rate.cost();
  }

  /** Microseconds until it is empty. */
  long reset(Rate rate) {
    return ceil(level, rate.leak());
  }

  /** Microseconds until one more event fits. */
  long wait(Rate rate) {
    return ceil(Math.max(0, level + rate.cost() - rate.capacity()), rate.leak());
  }

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }
}
