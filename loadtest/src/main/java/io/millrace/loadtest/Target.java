package io.millrace.loadtest;

import io.millrace.loadtest.run.Outcome;
import java.util.function.Predicate;

/**
 * What a scenario should reach.
 *
 * @param line of the targets, and what it asks
 * @param needs the options with which a run can be judged by it; empty when any can
 * @param judges whether a run can be
 * @param met whether it reached that
 */
record Target(String line, String needs, Predicate<Outcome> judges, Predicate<Outcome> met) {

  /** Arrivals are random numbers of whole requests; this share of a rate is that rate. */
  private static final double NEARLY = 0.98;

  enum Verdict {
    MET("met"),
    MISSED("NOT MET"),
    NOT_JUDGED("not judged");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** For every run. */
  static Target always(String line, Predicate<Outcome> met) {
    return new Target(line, "", outcome -> true, met);
  }

  /** For runs in which each user waits for its answer. */
  static Target atMost(String line, Predicate<Outcome> met) {
    return new Target(line, "--rate max", outcome -> outcome.settings().rate() == 0, met);
  }

  /** For runs with that many arrivals a second, or a few more; these must be accepted. */
  static Target at(int rate, String request, String line, Predicate<Outcome> met) {
    return new Target(
        line,
        "--rate " + rate,
        outcome ->
            outcome.settings().rate() >= NEARLY * rate && outcome.settings().rate() < 2.0 * rate,
        outcome -> outcome.perSecond(request) >= NEARLY * rate && met.test(outcome));
  }

  Verdict verdict(Outcome outcome) {
    if (!judges.test(outcome)) {
      return Verdict.NOT_JUDGED;
    }
    return met.test(outcome) ? Verdict.MET : Verdict.MISSED;
  }

  String text(Outcome outcome) {
    Verdict verdict = verdict(outcome);
    return "%-10s  %s%s"
        .formatted(verdict, line, verdict == Verdict.NOT_JUDGED ? "; run with " + needs : "");
  }
}
