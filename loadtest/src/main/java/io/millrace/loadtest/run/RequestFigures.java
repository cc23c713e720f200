package io.millrace.loadtest.run;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * How one kind of request went, in whole milliseconds. Percentiles are exact (not estimated) and
 * are of the accepted requests alone, each counted once. Safe for use by many threads.
 */
final class RequestFigures {

  private static final int LONGEST_MILLIS = 60_000;
  private static final int REASONS = 5;

  private final AtomicLongArray acceptedByMillis = new AtomicLongArray(LONGEST_MILLIS + 1);
  private final LongAdder accepted = new LongAdder();
  private final LongAdder limited = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();

  void accepted(int millis) {
    acceptedByMillis.incrementAndGet(Math.max(0, Math.min(millis, LONGEST_MILLIS)));
    accepted.increment();
  }

  /** Refused with 429 and a Retry-After, which is a right answer. */
  void limited() {
    limited.increment();
  }

  void failed(String reason) {
    errors.increment();
    reasons.computeIfAbsent(reason, any -> new LongAdder()).increment();
  }

  void add(RequestFigures other) {
    for (int millis = 0; millis <= LONGEST_MILLIS; millis++) {
      acceptedByMillis.addAndGet(millis, other.acceptedByMillis.get(millis));
    }
    accepted.add(other.accepted.sum());
    limited.add(other.limited.sum());
    errors.add(other.errors.sum());
    other.reasons.forEach(
        (reason, count) ->
            reasons.computeIfAbsent(reason, any -> new LongAdder()).add(count.sum()));
  }

  long accepted() {
    return accepted.sum();
  }

  long limitedCount() {
    return limited.sum();
  }

  long errors() {
    return errors.sum();
  }

  /** The errors' share of all that was answered or should have been, 0 to 1. */
  double errorRate() {
    return (double) errors() / Math.max(1, accepted() + limitedCount() + errors());
  }

  /** The time within which this share of the accepted requests was answered; 0 without any. */
  int percentile(double percent) {
    long rank = (long) Math.ceil(accepted.sum() * percent / 100);
    long seen = 0;
    for (int millis = 0; millis <= LONGEST_MILLIS; millis++) {
      seen += acceptedByMillis.get(millis);
      if (seen >= rank && seen > 0) {
        return millis;
      }
    }
    return 0;
  }

  /** The commonest reasons of errors, with their counts; empty without errors. */
  String reasons() {
    return reasons.entrySet().stream()
        .sorted(Comparator.comparing(entry -> -entry.getValue().sum()))
        .limit(REASONS)
        .map(entry -> entry.getValue() + " x " + entry.getKey())
        .collect(Collectors.joining(", "));
  }
}
