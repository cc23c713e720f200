package io.millrace.projection.period;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What quarters of an hour are summed to. */
public enum Bucket {
  HOUR,
  DAY;

  private static final Duration QUARTER = Duration.ofMinutes(15);

  /**
   * Where buckets of a zone begin, from the one that holds {@code from} to the last that begins
   * before {@code to}. Days have the length the zone gives them.
   */
  public List<Instant> starts(Instant from, Instant to, ZoneId zone) {
    List<Instant> starts = new ArrayList<>();
    for (Instant start = start(from, zone); start.isBefore(to); start = next(start, zone)) {
      starts.add(start);
    }
    return starts;
  }

  /** How long a bucket is, but for days on which clocks change. */
  public Duration about() {
    return this == DAY ? Duration.ofDays(1) : Duration.ofHours(1);
  }

  /** Where the bucket begins that holds a moment. */
  public Instant start(Instant moment, ZoneId zone) {
    ZonedDateTime local = moment.atZone(zone);
    return this == DAY
        ? local.toLocalDate().atStartOfDay(zone).toInstant()
        : local.truncatedTo(ChronoUnit.HOURS).toInstant();
  }

  /** Where the bucket after one begins. */
  public Instant next(Instant start, ZoneId zone) {
    if (this == DAY) {
      return start.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
    }
    Instant next = start.plus(QUARTER);
    while (!start(next, zone).isAfter(start)) {
      next = next.plus(QUARTER);
    }
    return start(next, zone);
  }
}
