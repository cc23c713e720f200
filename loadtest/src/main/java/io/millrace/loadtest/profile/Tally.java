package io.millrace.loadtest.profile;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Weights by name. */
final class Tally {

  private final Map<String, Long> weights = new HashMap<>();
  private long total;

  /**
   * A name and its part of the whole.
   *
   * @param share 0 to 1
   */
  record Share(String name, long weight, double share) {}

  void add(String name, long weight) {
    weights.merge(name, weight, Long::sum);
    total += weight;
  }

  long total() {
    return total;
  }

  /** The heaviest first, as shares of the total of this tally. */
  List<Share> top(int count) {
    return top(count, total);
  }

  /** The heaviest first, as shares of a whole that is not all here. */
  List<Share> top(int count, long whole) {
    return weights.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(count)
        .map(
            entry ->
                new Share(
                    entry.getKey(),
                    entry.getValue(),
                    (double) entry.getValue() / Math.max(1, whole)))
        .toList();
  }
}
