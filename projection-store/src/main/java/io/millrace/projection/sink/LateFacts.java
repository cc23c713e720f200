package io.millrace.projection.sink;

import io.millrace.schemas.projection.v1.InputPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What late facts wait for: a projection that knows which of them came first. */
public final class LateFacts {

  private LateFacts() {}

  /**
   * Fails the batch for a passing reason until a projection covers these facts.
   *
   * @param function the function of partitions and offsets that says so
   */
  public static Write covered(String function, List<InputPosition> facts) {
    Map<Integer, Long> ends = new HashMap<>();
    facts.forEach(at -> ends.merge(at.getPartition(), at.getOffset(), Math::max));
    List<Integer> partitions = List.copyOf(ends.keySet());
    return new Write(
        "select " + function + "($1::int[], $2::bigint[])",
        List.of(
            partitions.toArray(Integer[]::new),
            partitions.stream().map(ends::get).toArray(Long[]::new)));
  }
}
