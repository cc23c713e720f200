package io.millrace.projection.period;

import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import io.millrace.projection.http.Times;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A range of time.
 *
 * @param from its first moment
 * @param to the first moment after it
 * @param zone where its plain dates, hours and days are
 */
public record Period(Instant from, Instant to, ZoneId zone) {

  public Period {
    if (!from.isBefore(to)) {
      throw Problem.badParameter("from", from + " (expected: before to, " + to + ")").refusal();
    }
  }

  /**
   * The range that {@code from} and {@code to} name: each a time with a zone, or a date that means
   * the start of that day. An absent bound is the default's: {@code to} as it is, {@code from} as
   * long before {@code to}.
   */
  public static Period of(Params params, ZoneId zone, Default otherwise) {
    Instant from = time(params, "from", zone);
    Instant to = time(params, "to", zone);
    Instant end = to == null ? otherwise.end() : to;
    return new Period(from == null ? start(otherwise, end) : from, end, zone);
  }

  private static Instant start(Default otherwise, Instant end) {
    Instant start = otherwise.start().apply(end);
    if (!Times.isKnown(start)) {
      throw Problem.badParameter("to", end + " (expected: later, where there is no from)")
          .refusal();
    }
    return start;
  }

  /** What a range is where the request does not say. */
  public record Default(Instant end, UnaryOperator<Instant> start) {

    /** The last hour, the minute under way included. */
    public static Default lastHour(Instant now) {
      return new Default(
          now.truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(1)),
          end -> end.minus(Duration.ofHours(1)));
    }

    /** The last 24 hours, the one under way included. */
    public static Default lastDay(Instant now, ZoneId zone) {
      return new Default(
          Bucket.HOUR.next(Bucket.HOUR.start(now, zone), zone),
          end -> end.minus(Duration.ofHours(24)));
    }

    /** The last 30 days, today included. */
    public static Default lastMonth(Instant now, ZoneId zone) {
      return new Default(
          Bucket.DAY.next(Bucket.DAY.start(now, zone), zone),
          end -> end.atZone(zone).minusDays(30).toInstant());
    }
  }

  /** One bound, or null where it is absent. */
  public static @Nullable Instant time(Params params, String name, ZoneId zone) {
    String value = params.text(name);
    if (value == null) {
      return null;
    }
    try {
      Instant time =
          value.length() == 10
              ? LocalDate.parse(value).atStartOfDay(zone).toInstant()
              : OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
      if (Times.isKnown(time)) {
        return time;
      }
    } catch (DateTimeException e) {
      throw malformed(name, value);
    }
    throw malformed(name, value);
  }

  /** The same range with its bounds moved outwards to multiples of a grain that divides an hour. */
  public Period snapped(Duration grain) {
    long seconds = grain.toSeconds();
    long first = Math.floorDiv(from.getEpochSecond(), seconds);
    long last = Math.floorDiv(to.getEpochSecond(), seconds);
    Instant end = Instant.ofEpochSecond(last * seconds);
    return new Period(
        Instant.ofEpochSecond(first * seconds), end.equals(to) ? end : end.plus(grain), zone);
  }

  /** Whether the range is made of whole UTC days and the zone's days are UTC days within it. */
  public boolean utcDays() {
    ZoneRules rules = zone.getRules();
    if (!rules.getOffset(from).equals(ZoneOffset.UTC)) {
      return false;
    }
    ZoneOffsetTransition change = rules.nextTransition(from);
    return (change == null || !change.getInstant().isBefore(to)) && midnight(from) && midnight(to);
  }

  private static boolean midnight(Instant moment) {
    return moment.getNano() == 0 && Math.floorMod(moment.getEpochSecond(), 86_400L) == 0;
  }

  private static RuntimeException malformed(String name, String value) {
    return Problem.badParameter(
            name,
            value
                + " (expected: a time with a zone as in 2010-12-01T08:00:00Z, or a date as in"
                + " 2010-12-01)")
        .refusal();
  }
}
