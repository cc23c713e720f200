package io.millrace.projection.sink;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How each projection of this process is doing. */
public interface ProjectionStatus {

  /** In the order of their names and versions. */
  List<State> projections();

  /**
   * One projection as this process sees it.
   *
   * @param state {@code starting}, {@code running}, {@code retrying} or {@code stopped}
   * @param partitions how many partitions this process applies; other processes have the rest
   * @param lag facts the projection does not cover yet, whichever process is to apply them
   * @param freshAsOf the projection holds everything taken before this time; null until Kafka and
   *     the database were asked
   * @param problem why it is retrying, in one line
   * @param role {@code active}, {@code building} or {@code previous}
   */
  record State(
      String name,
      int version,
      String state,
      int partitions,
      long lag,
      @Nullable Instant freshAsOf,
      @Nullable String problem,
      String role) {

    State as(String newRole) {
      return new State(name, version, state, partitions, lag, freshAsOf, problem, newRole);
    }
  }
}
