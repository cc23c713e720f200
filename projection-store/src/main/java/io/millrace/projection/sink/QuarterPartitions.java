package io.millrace.projection.sink;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.stream.Stream;

/**
 * The partitions of a table by quarter, made when a row needs them: a fact of any age has its
 * place.
 */
public final class QuarterPartitions {

  private QuarterPartitions() {}

  /** Makes what is missing for rows of these times; to be run before they are written. */
  public static List<Write> ensure(String table, Stream<Instant> times) {
    String[] quarters =
        times.map(QuarterPartitions::firstDay).distinct().sorted().toArray(String[]::new);
    return quarters.length == 0
        ? List.of()
        : List.of(
            new Write(
                "select ensure_quarter_partitions('"
                    + table
                    + "', day::date, day::date) from unnest($1::text[]) as r (day)",
                List.of((Object) quarters)));
  }

  private static String firstDay(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC).with(IsoFields.DAY_OF_QUARTER, 1).toString();
  }
}
