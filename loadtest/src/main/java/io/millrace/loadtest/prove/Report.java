package io.millrace.loadtest.prove;

import io.millrace.loadtest.prove.evidence.View;
import io.millrace.loadtest.prove.fault.Fault.Action;
import io.millrace.loadtest.prove.fault.Impact;
import io.millrace.loadtest.prove.ledger.Check;
import io.millrace.loadtest.prove.ledger.Evidence;
import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Sent;
import io.millrace.loadtest.prove.ledger.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a run proves, for people. */
final class Report {

  /** TARGETS P13: how long after a kill reads may be stale. */
  static final Duration FRESH_TARGET = Duration.ofSeconds(10);

  /** The same where a second process of each app takes over. */
  static final Duration TAKEN_OVER_TARGET = Duration.ofSeconds(20);

  private static final int MOST_OFFENCES = 5;

  private Report() {}

  static String cores(double cores) {
    return String.format(
        Locale.ROOT,
        "the platform used %.1f of %d cores before the first fault",
        cores,
        Runtime.getRuntime().availableProcessors());
  }

  static String heading() {
    return "%-24s %8s %8s %8s  %-15s %s"
        .formatted(
            "fault",
            "outage",
            "acked",
            "fresh",
            "(last view)",
            "sent / acknowledged first time / after retries / failed attempts");
  }

  /** One fault. */
  static String line(Impact impact) {
    return "%-24s %8s %8s %8s  %-15s %s"
        .formatted(
            impact.fault(),
            seconds(impact.outage()),
            seconds(impact.acknowledgedAgain()),
            seconds(impact.allFreshAgain()),
            stale(impact).isEmpty()
                ? lastView(impact).map(View::toString).orElse("")
                : stale(impact).toString(),
            impact.requests().entrySet().stream()
                .map(kind -> counts(kind.getKey(), kind.getValue()))
                .collect(Collectors.joining("  ")));
  }

  private static String counts(Kind kind, Impact.Requests requests) {
    return "%s %d/%d/%d/%d"
        .formatted(
            kind, requests.attempts(), requests.firstTime(), requests.retried(), requests.failed());
  }

  /** Everything. */
  static String text(Proof proof, Evidence evidence) {
    List<String> lines = new ArrayList<>();
    lines.add(cores(proof.cores()));
    lines.add(heading());
    proof.impacts().forEach(impact -> lines.add(line(impact)));
    lines.add("");
    lines.addAll(evidence(evidence));
    lines.add(
        "reads covered everything %s after the last request"
            .formatted(seconds(proof.settled().toNanos())));
    lines.add(
        "%d reads while faults were done, %d failed"
            .formatted(proof.reads(), proof.failedReads().size()));
    lines.add("");
    lines.addAll(checks(proof.verdict().checks()));
    lines.addAll(checks(List.of(proof.recovery(), proof.answered())));
    lines.add("");
    lines.add(target(proof));
    lines.add(
        "%s (seed %d, %d faults)"
            .formatted(proof.passed() ? "PASS" : "FAIL", proof.seed(), proof.impacts().size()));
    return String.join("\n", lines);
  }

  /** A recorded run. */
  static String text(Verdict verdict, Evidence evidence) {
    List<String> lines = new ArrayList<>(evidence(evidence));
    lines.add("");
    lines.addAll(checks(verdict.checks()));
    lines.add("");
    lines.add(verdict.passed() ? "PASS" : "FAIL");
    return String.join("\n", lines);
  }

  private static List<String> evidence(Evidence evidence) {
    Map<Kind, Long> byKind =
        evidence.acknowledged().stream()
            .collect(Collectors.groupingBy(Sent::kind, TreeMap::new, Collectors.counting()));
    long distinct =
        evidence.stored().stream()
            .map(one -> one.kind() + " " + one.key() + " " + one.id())
            .distinct()
            .count();
    return List.of(
        "acknowledged %d %s, never acknowledged %d"
            .formatted(evidence.acknowledged().size(), byKind, evidence.unanswered().size()),
        "in the topics %d events in %d records, and %d AI results"
            .formatted(distinct, evidence.stored().size(), evidence.answers().size()));
  }

  private static List<String> checks(List<Check> checks) {
    List<String> lines = new ArrayList<>();
    for (Check check : checks) {
      lines.add(
          "%s  %-36s %7d compared, %d wrong"
              .formatted(
                  check.passed() ? "PASS" : "FAIL",
                  check.name(),
                  check.compared(),
                  check.offences().size()));
      check.offences().stream().limit(MOST_OFFENCES).forEach(one -> lines.add("      " + one));
    }
    return lines;
  }

  private static String target(Proof proof) {
    String pledge =
        "P13  lost %d, not exactly once %d"
            .formatted(proof.verdict().lost(), proof.verdict().notOnce());
    return slowest(proof)
        .map(
            impact ->
                "%s; after kill -9 reads were fresh again within %s (%s), target %d s: %s"
                    .formatted(
                        pledge,
                        seconds(impact.allFreshAgain()),
                        impact.fault().process(),
                        freshTarget(proof).toSeconds(),
                        meetsTarget(proof) ? "met" : "missed"))
        .orElse(pledge + "; nothing was killed");
  }

  private static Duration freshTarget(Proof proof) {
    return proof.hasSpare() ? TAKEN_OVER_TARGET : FRESH_TARGET;
  }

  static boolean meetsTarget(Proof proof) {
    return proof.verdict().lost() == 0
        && proof.verdict().notOnce() == 0
        && slowest(proof)
            .map(impact -> freshNanos(impact) <= freshTarget(proof).toNanos())
            .orElse(false);
  }

  private static Optional<Impact> slowest(Proof proof) {
    return proof.impacts().stream()
        .filter(impact -> impact.fault().action() == Action.KILL)
        .max(Comparator.comparingLong(Report::freshNanos));
  }

  private static long freshNanos(Impact impact) {
    return impact.allFreshAgain().orElse(Long.MAX_VALUE);
  }

  private static List<View> stale(Impact impact) {
    return Arrays.stream(View.values())
        .filter(view -> !impact.freshAgain().containsKey(view))
        .toList();
  }

  private static Optional<View> lastView(Impact impact) {
    return impact.freshAgain().entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }

  private static String seconds(OptionalLong nanos) {
    return nanos.isPresent() ? seconds(nanos.getAsLong()) : "never";
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
  }
}
