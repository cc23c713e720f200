package io.millrace.projection.period;

import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * A zone's offsets from UTC during a period.
 *
 * @param since epoch seconds from which each holds, the first that of the period's begin
 * @param seconds the offsets in the same order
 */
public record Offsets(List<Long> since, List<Long> seconds) {

  public Offsets {
    since = List.copyOf(since);
    seconds = List.copyOf(seconds);
  }

  public static Offsets of(Period period) {
    ZoneRules rules = period.zone().getRules();
    List<Long> since = new ArrayList<>();
    List<Long> seconds = new ArrayList<>();
    Instant at = period.from();
    while (at.isBefore(period.to())) {
      since.add(at.getEpochSecond());
      seconds.add((long) rules.getOffset(at).getTotalSeconds());
      ZoneOffsetTransition next = rules.nextTransition(at);
      at = next == null ? period.to() : next.getInstant();
    }
    return new Offsets(since, seconds);
  }
}
