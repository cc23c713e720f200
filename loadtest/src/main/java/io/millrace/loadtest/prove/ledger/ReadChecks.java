package io.millrace.loadtest.prove.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the topics hold against what the read API shows. */
final class ReadChecks {

  private ReadChecks() {}

  static Check acknowledgedIsShown(Recorded run) {
    Set<String> shown =
        run.evidence().shown().stream().map(Shown::identity).collect(Collectors.toSet());
    List<String> listed =
        run.evidence().acknowledged().stream()
            .filter(one -> one.kind().listed())
            .map(Sent::identity)
            .toList();
    List<String> missing = listed.stream().filter(identity -> !shown.contains(identity)).toList();
    return new Check("acknowledged is in the read API", listed.size(), missing);
  }

  static Check effectsAreOnce(Recorded run) {
    List<String> offences = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Shown one : run.evidence().shown()) {
      if (!seen.add(one.identity())) {
        offences.add(one.identity() + ": shown twice");
      } else if (run.first(one.identity()) == null) {
        offences.add(one.identity() + ": shown, but not in the topic");
      }
    }
    long compared = seen.size() + compare(run.evidence(), Figure::count, offences);
    return new Check("each effect once", compared, offences);
  }

  static Check sumsAreExact(Recorded run) {
    List<String> offences = new ArrayList<>();
    for (Shown one : run.evidence().shown()) {
      Stored entry = run.first(one.identity());
      if (entry != null && entry.amount() != one.amount()) {
        offences.add(one.identity() + ": " + one.amount() + ", by the topic " + entry.amount());
      }
    }
    long compared =
        run.evidence().shown().size()
            + compare(run.evidence(), figure -> !figure.count(), offences);
    return new Check("sums are exact", compared, offences);
  }

  static Check refundsAreLinked(Recorded run) {
    List<String> offences = new ArrayList<>();
    long compared = 0;
    for (Shown one : run.evidence().shown()) {
      Stored entry = run.first(one.identity());
      Sale sale = entry == null ? null : entry.content().sale();
      if (sale != null && sale.refund()) {
        compared++;
        if (!sale.refundOf().equals(one.text())) {
          offences.add(
              one.identity() + ": of '" + one.text() + "', by the topic '" + sale.refundOf() + "'");
        }
      }
    }
    return new Check("refunds name their sale", compared, offences);
  }

  static Check questionsHaveOneAnswer(Recorded run) {
    Map<String, Answer> answers = new HashMap<>();
    for (Answer answer : run.evidence().answers()) {
      answers.putIfAbsent(Sent.identity(Kind.AI, answer.key(), answer.id()), answer);
    }
    List<String> offences = new ArrayList<>();
    long compared = 0;
    for (Shown one : run.evidence().shown()) {
      if (one.kind() == Kind.AI) {
        compared++;
        Answer answer = answers.get(one.identity());
        if (answer == null
            || !answer.status().equals("completed")
            || !answer.text().contains(one.id())) {
          String status = answer == null ? "none" : answer.status();
          offences.add(one.identity() + ": the first result is " + status);
        } else if (!one.status().equals("completed") || !one.text().equals(answer.text())) {
          offences.add(one.identity() + ": shown as " + one.status() + ", not as first answered");
        }
      }
    }
    return new Check("one final answer to each AI request", compared, offences);
  }

  /**
   * Adds a line for each figure that differs, and says how many there are; absent ones are 0. A
   * webhook that ingest-api knew again is counted without being in the topic, so of duplicates
   * there may be more than the topic shows.
   */
  private static long compare(Evidence run, Predicate<Figure> which, List<String> offences) {
    Map<String, Long> expected = values(Effects.of(run), which);
    Map<String, Long> actual = values(run.figures(), which);
    Set<String> names = new TreeSet<>(expected.keySet());
    names.addAll(actual.keySet());
    for (String name : names) {
      long wanted = expected.getOrDefault(name, 0L);
      long found = actual.getOrDefault(name, 0L);
      boolean right = Figure.isOfDuplicates(name) ? found >= wanted : found == wanted;
      if (!right) {
        offences.add(name + ": " + found + ", by the topic " + wanted);
      }
    }
    return names.size();
  }

  private static Map<String, Long> values(List<Figure> figures, Predicate<Figure> which) {
    return figures.stream()
        .filter(which)
        .collect(Collectors.toMap(Figure::name, Figure::value, Math::addExact));
  }
}
