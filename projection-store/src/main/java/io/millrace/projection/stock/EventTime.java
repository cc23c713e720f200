package io.millrace.projection.stock;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An event's time as two columns: Postgres keeps microseconds, and movements count by the
 * nanosecond.
 */
final class EventTime {

  private static final int NANOS_PER_MICRO = 1_000;

  private EventTime() {}

  static Instant micros(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  /** What is beyond the microsecond. */
  static int nanos(Instant time) {
    return time.getNano() % NANOS_PER_MICRO;
  }
}
