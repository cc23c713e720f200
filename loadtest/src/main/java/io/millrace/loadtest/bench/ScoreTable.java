package io.millrace.loadtest.bench;

import java.util.List;
import java.util.Locale;

/** Scores as text: a line for each, numbers aligned. */
final class ScoreTable {

  private ScoreTable() {}

  static String of(List<Score> scores) {
    int width = scores.stream().mapToInt(score -> score.name().length()).max().orElse(0);
    String header = "%-" + width + "s %12s %10s %12s";
    StringBuilder table =
        new StringBuilder(String.format(Locale.ROOT, header, "benchmark", "ns/op", "±", "B/op"));
    for (Score score : scores) {
      table
          .append(System.lineSeparator())
          .append(
              String.format(
                  Locale.ROOT,
                  "%-" + width + "s %12s %10s %12s",
                  score.name(),
                  number(score.nanos()),
                  number(score.error()),
                  number(score.bytes())));
    }
    return table.toString();
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
  }
}
