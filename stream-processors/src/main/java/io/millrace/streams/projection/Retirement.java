package io.millrace.streams.projection;

import io.millrace.schemas.projection.v1.LateFact;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whether a projection lets go of old state, and what becomes of facts that come for it then.
 *
 * @param active false if state stays for ever
 * @param late marks a row as that of a late fact; null if a late fact is a dead letter
 * @param empty a row of nothing; null if there is no late lane
 */
record Retirement<R>(boolean active, @Nullable BiFunction<R, LateFact, R> late, @Nullable R empty) {

  static <R> Retirement<R> none() {
    return new Retirement<>(false, null, null);
  }

  static <R> Retirement<R> toNowhere() {
    return new Retirement<>(true, null, null);
  }

  static <R> Retirement<R> to(BiFunction<R, LateFact, R> late, R empty) {
    return new Retirement<>(true, late, empty);
  }

  boolean hasLane() {
    return late != null;
  }

  /** A row that carries the figures of one late fact. */
  R mark(R row, LateFact fact) {
    if (late == null) {
      throw new IllegalStateException("no late lane");
    }
    return late.apply(row, fact);
  }

  /** A row that only says what is covered. */
  R coverage() {
    if (empty == null) {
      throw new IllegalStateException("no late lane");
    }
    return mark(empty, LateFact.getDefaultInstance());
  }
}
