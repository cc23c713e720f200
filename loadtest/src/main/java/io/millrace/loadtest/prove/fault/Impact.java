package io.millrace.loadtest.prove.fault;

import io.millrace.loadtest.prove.evidence.View;
import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.sender.Attempt;
import io.millrace.loadtest.prove.sender.Attempt.Outcome;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What clients and readers noticed of a fault. Times are in nanoseconds.
 *
 * @param fault the fault
 * @param requests what became of the requests of each kind while it lasted
 * @param outage the longest time without an acknowledgement though one was waited for, of any kind
 * @param acknowledgedAgain from the end of the fault until requests of every kind that began after
 *     it were acknowledged; empty if they were not
 * @param freshAgain from the end of the fault until reads of each view showed what was written
 *     after it
 */
public record Impact(
    Fault fault,
    Map<Kind, Requests> requests,
    long outage,
    OptionalLong acknowledgedAgain,
    Map<View, Long> freshAgain) {

  /**
   * Counts of one kind.
   *
   * @param attempts requests on the wire
   * @param firstTime acknowledged at the first attempt
   * @param retried acknowledged at a later one
   * @param failed attempts that were not acknowledged
   * @param outage the longest time without an acknowledgement though one was waited for
   */
  public record Requests(long attempts, long firstTime, long retried, long failed, long outage) {}

  /** Works it out from the journal. */
  public static Impact of(FaultRecord record, List<Attempt> journal) {
    Map<Kind, Requests> requests = new EnumMap<>(Kind.class);
    long again = 0;
    boolean allAgain = true;
    for (Kind kind : Kind.values()) {
      List<Attempt> own =
          journal.stream()
              .filter(attempt -> attempt.kind() == kind)
              .sorted(Comparator.comparingLong(Attempt::ended))
              .toList();
      requests.put(kind, requests(record, own));
      OptionalLong first =
          own.stream()
              .filter(attempt -> attempt.acknowledged() && attempt.began() >= record.over())
              .mapToLong(Attempt::ended)
              .min();
      allAgain &= first.isPresent();
      again = Math.max(again, first.orElse(0) - record.over());
    }
    Map<View, Long> fresh = new EnumMap<>(View.class);
    record.fresh().forEach((view, time) -> fresh.put(view, time - record.over()));
    return new Impact(
        record.fault(),
        requests,
        requests.values().stream().mapToLong(Requests::outage).max().orElse(0),
        allAgain ? OptionalLong.of(again) : OptionalLong.empty(),
        fresh);
  }

  /** From the end of the fault until the last view was fresh; empty if one was not in time. */
  public OptionalLong allFreshAgain() {
    return freshAgain.size() < View.values().length
        ? OptionalLong.empty()
        : freshAgain.values().stream().mapToLong(Long::longValue).max();
  }

  private static Requests requests(FaultRecord record, List<Attempt> own) {
    List<Attempt> during =
        own.stream()
            .filter(
                attempt -> attempt.ended() >= record.began() && attempt.ended() <= record.ended())
            .toList();
    return new Requests(
        during.size(),
        during.stream().filter(one -> one.acknowledged() && one.number() == 1).count(),
        during.stream().filter(one -> one.acknowledged() && one.number() > 1).count(),
        during.stream().filter(one -> one.outcome() == Outcome.FAILED).count(),
        outage(record, own));
  }

  /**
   * A gap between two acknowledgements counts from when the first request that had not ended by
   * then began, and the last one up to the end of the fault.
   */
  private static long outage(FaultRecord record, List<Attempt> own) {
    long longest = 0;
    long waiting = Long.MAX_VALUE;
    long end = record.ended();
    for (int i = own.size() - 1; i >= 0; i--) {
      Attempt attempt = own.get(i);
      if (attempt.acknowledged() && attempt.ended() < record.ended()) {
        longest = Math.max(longest, end - Math.max(waiting, attempt.ended()));
        end = attempt.ended();
      }
      if (end <= record.began()) {
        return longest;
      }
      waiting = Math.min(waiting, attempt.began());
    }
    return Math.max(longest, end - Math.max(waiting, record.began()));
  }
}
