package io.millrace.streams.month;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Figures added up under keys. */
final class Sums {

  private final Map<String, long[]> sums = new TreeMap<>();

  void add(String key, long... figures) {
    sums.merge(
        key,
        figures.clone(),
        (sum, more) -> {
          Arrays.setAll(sum, i -> sum[i] + more[i]);
          return sum;
        });
  }

  Set<String> keys() {
    return sums.keySet();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sums that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    sums.forEach(
        (key, sum) -> text.append(key).append('=').append(Arrays.toString(sum)).append('\n'));
    return text.toString();
  }
}
