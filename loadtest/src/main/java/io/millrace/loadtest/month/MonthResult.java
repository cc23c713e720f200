package io.millrace.loadtest.month;

import io.millrace.loadtest.prove.evidence.View;
import io.millrace.loadtest.prove.evidence.ViewWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a month went.
 *
 * @param shops how many
 * @param receipts of all of them, each once
 * @param lines of the receipts
 * @param movements of stock
 * @param writing until all was accepted
 * @param level when each view covered it all, from the beginning of the writing
 * @param retries batches that were sent again
 * @param kills of processes meanwhile
 * @param compared figures
 * @param differences one line each
 * @param deadLetters in all topics
 */
record MonthResult(
    int shops,
    long receipts,
    long lines,
    long movements,
    Duration writing,
    Map<View, Duration> level,
    long retries,
    int kills,
    long compared,
    List<String> differences,
    long deadLetters) {

  private static final int MOST_LINES = 20;

  /** Whether all was there and exact. */
  boolean passed() {
    return compared > 0
        && differences.isEmpty()
        && deadLetters == 0
        && level.size() == ViewWatch.views().size();
  }

  private Duration visible() {
    return level.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
  }

  private long rate(Duration time) {
    return Math.round(lines * 1e9 / Math.max(1, time.toNanos()));
  }

  String text() {
    List<String> text = new ArrayList<>();
    text.add(
        String.format(
            Locale.ROOT,
            "%,d shops, %,d receipts, %,d lines, %,d stock movements; %d kills, %d batches sent"
                + " again",
            shops,
            receipts,
            lines,
            movements,
            kills,
            retries));
    text.add(
        String.format(
            Locale.ROOT,
            "accepted in %.1f s: %,d lines/s; visible in all views after %.1f s: %,d lines/s",
            writing.toMillis() / 1e3,
            rate(writing),
            visible().toMillis() / 1e3,
            rate(visible())));
    ViewWatch.views().stream()
        .filter(view -> !level.containsKey(view))
        .forEach(view -> text.add(view + " was not level in time"));
    text.add(
        String.format(
            Locale.ROOT,
            "%,d figures compared with the recomputation: %,d differ; %d dead letters",
            compared,
            differences.size(),
            deadLetters));
    differences.stream().limit(MOST_LINES).forEach(one -> text.add("  " + one));
    text.add(passed() ? "PASS" : "FAIL");
    return String.join("\n", text);
  }

  /** For programs. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("passed", passed());
    json.put("shops", shops);
    json.put("receipts", receipts);
    json.put("lines", lines);
    json.put("movements", movements);
    json.put("kills", kills);
    json.put("retries", retries);
    json.put("acceptedLinesPerSecond", rate(writing));
    json.put("visibleLinesPerSecond", rate(visible()));
    json.put("compared", compared);
    json.put("differences", differences.stream().limit(MOST_LINES).toList());
    json.put("deadLetters", deadLetters);
    return json;
  }
}
