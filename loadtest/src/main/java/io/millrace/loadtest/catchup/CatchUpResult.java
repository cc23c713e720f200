package io.millrace.loadtest.catchup;

import io.millrace.loadtest.prove.evidence.View;
import io.millrace.loadtest.prove.evidence.ViewWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How one run went. Times count from when the late processes were started.
 *
 * @param receipts that were written
 * @param lines of them
 * @param writing how long that took
 * @param up when each late process answered its first request
 * @param level when each view covered all receipts; absent where it did not in time
 * @param cpu what each process of the platform used meanwhile
 * @param exact whether the sums of the day are those of what was written
 */
record CatchUpResult(
    long receipts,
    long lines,
    Duration writing,
    Map<String, Duration> up,
    Map<View, Duration> level,
    Map<String, Duration> cpu,
    boolean exact) {

  /** TARGETS P8: lines a second, end to end. */
  static final double TARGET = 25_000;

  /** Whether everything came level, and no receipt was lost or counted twice. */
  boolean passed() {
    return exact && endToEnd().isPresent();
  }

  boolean meetsTarget() {
    return endToEnd().map(time -> rate(time) >= TARGET).orElse(false);
  }

  /** Until the last view was level; empty if one was not. */
  Optional<Duration> endToEnd() {
    return level.size() < ViewWatch.views().size()
        ? Optional.empty()
        : level.values().stream().max(Duration::compareTo);
  }

  private double rate(Duration time) {
    return lines * 1e9 / Math.max(1, time.toNanos());
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d receipts, %,d lines, accepted in %s: %,.0f lines/s",
            receipts,
            this.lines,
            seconds(writing),
            rate(writing)));
    lines.add("");
    up.forEach(
        (name, time) ->
            lines.add(String.format(Locale.ROOT, "%-18s up after    %8s", name, seconds(time))));
    lines.add("");
    ViewWatch.views().forEach(view -> lines.add(line(view)));
    lines.add("");
    lines.add("CPU a receipt, start included:");
    cpu.forEach(
        (name, time) ->
            lines.add(
                String.format(
                    Locale.ROOT, "%-18s %8.0f us", name, time.toNanos() / 1e3 / receipts)));
    lines.add(
        String.format(Locale.ROOT, "%-18s %8.0f us", "all", total().toNanos() / 1e3 / receipts));
    lines.add("");
    lines.add(exact ? "sums of the day are exact" : "WRONG: sums of the day differ");
    lines.add(
        endToEnd()
            .map(
                time ->
                    String.format(
                        Locale.ROOT,
                        "P8  %,.0f lines/s end to end from a cold start, target %,.0f: %s",
                        rate(time),
                        TARGET,
                        meetsTarget() ? "met" : "missed"))
            .orElse("P8  not level in time"));
    return String.join("\n", lines);
  }

  /** For programs. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("passed", passed());
    json.put("receipts", receipts);
    json.put("lines", lines);
    json.put("acceptedLinesPerSecond", rate(writing));
    endToEnd().ifPresent(time -> json.put("linesPerSecond", rate(time)));
    json.put("meetsP8", meetsTarget());
    json.put("upMs", millis(up));
    json.put("levelMs", millis(level));
    json.put("cpuMs", millis(cpu));
    return json;
  }

  private Duration total() {
    return cpu.values().stream().reduce(Duration.ZERO, Duration::plus);
  }

  private String line(View view) {
    Duration time = level.get(view);
    return time == null
        ? String.format(Locale.ROOT, "%-18s not level in time", view)
        : String.format(
            Locale.ROOT, "%-18s level after %8s %,10.0f lines/s", view, seconds(time), rate(time));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
  }

  private static <K> Map<String, Long> millis(Map<K, Duration> times) {
    Map<String, Long> millis = new LinkedHashMap<>();
    times.forEach((what, time) -> millis.put(what.toString(), time.toMillis()));
    return millis;
  }
}
