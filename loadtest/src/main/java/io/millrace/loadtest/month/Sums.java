package io.millrace.loadtest.month;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Figures of one store, added up under names. */
final class Sums {

  private final Map<String, long[]> sums = new TreeMap<>();

  void add(String name, long... figures) {
    sums.merge(
        name,
        figures,
        (sum, more) -> {
          long[] both = new long[sum.length];
          Arrays.setAll(both, i -> Math.addExact(sum[i], more[i]));
          return both;
        });
  }

  int size() {
    return sums.size();
  }

  /** A line for each name under which the two differ. */
  List<String> differences(Sums shown) {
    Set<String> names = new TreeSet<>(sums.keySet());
    names.addAll(shown.sums.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      long[] expected = sums.get(name);
      long[] actual = shown.sums.get(name);
      if (!Arrays.equals(expected, actual)) {
        differences.add(
            name + ": " + Arrays.toString(actual) + ", recomputed " + Arrays.toString(expected));
      }
    }
    return differences;
  }
}
