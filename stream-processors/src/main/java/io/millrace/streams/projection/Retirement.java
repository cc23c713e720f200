package io.millrace.streams.projection;

import io.millrace.schemas.projection.v1.LateFact;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of facts for rows that a projection has let go of.
 *
 * @param late marks a row as that of a late fact; null if a late fact is a dead letter
 * @param empty a row of nothing; null if there is no late lane
 */
record Retirement<R>(@Nullable BiFunction<R, LateFact, R> late, @Nullable R empty) {

  static <R> Retirement<R> toNowhere() {
    return new Retirement<>(null, null);
  }

  static <R> Retirement<R> to(BiFunction<R, LateFact, R> late, R empty) {
    return new Retirement<>(late, empty);
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
