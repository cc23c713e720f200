package io.millrace.streams.projection;

import org.jspecify.annotations.Nullable;

/**
 * What one fact does to one row. A fact has at most one change per row.
 *
 * @param <R> the row's message
 */
public interface Change<R> {

  /** What {@link #until} says of a row that is no bucket of time. */
  long FOR_EVER = Long.MAX_VALUE;

  /** The row's key. */
  String key();

  /**
   * When the row's bucket ends, in epoch milliseconds; always the same for a key. The row is let go
   * of a grace after that.
   */
  default long until() {
    return FOR_EVER;
  }

  /**
   * When the fact's time is over, in epoch milliseconds: a fact that comes a grace after that is
   * late. As for all buckets, unless the row outlives its facts.
   */
  default long deadline() {
    return until();
  }

  /**
   * A row of the fact alone, where it is late: what there is as state stays as it is.
   *
   * @param retiredUpTo at or before which facts are late
   */
  default R late(long retiredUpTo) {
    return apply(null);
  }

  /**
   * The row after the fact, with the next revision; the same instance where the fact leaves the row
   * as it is. Writes nothing: any change of the fact may still refuse it.
   *
   * @throws ArithmeticException if a figure leaves the range of a long
   */
  R apply(@Nullable R row);

  /**
   * Whether the row is kept as state. One that no later fact changes need not be: {@link #apply} is
   * then given no row. The last change of a fact is always of a row that is kept.
   */
  default boolean isKept() {
    return true;
  }

  /** Called once the fact is counted, to keep state beside the row. */
  default void settle() {}
}
