package io.millrace.projection.partition;

import io.millrace.projection.sink.Write;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A table that has a partition for each span of months. As a bean, its partitions are made ahead.
 * The names are written into SQL as they are.
 *
 * @param name with the schema of its projection's first version
 * @param column the time it is partitioned by
 * @param months length of a span; divides a year
 */
public record PartitionedTable(String name, String column, int months) {

  public PartitionedTable {
    if (months < 1 || 12 % months != 0) {
      throw new IllegalArgumentException("months: " + months + " (expected: a part of a year)");
    }
  }

  /**
   * The statements of a batch, with one before them that makes the partitions the rows need. It is
   * cheap where they are there, and is run for each batch because retention may have dropped one
   * since.
   */
  public <R> List<Write> writes(List<R> rows, Function<R, Instant> time, List<Write> statements) {
    if (rows.isEmpty()) {
      return statements;
    }
    List<Write> writes = new ArrayList<>(statements.size() + 1);
    String[] spans =
        rows.stream().map(row -> month(time.apply(row))).distinct().toArray(String[]::new);
    writes.add(
        new Write(
            "select ensure_partitions('%s', %s, r.at::timestamptz, r.at::timestamptz)"
                    .formatted(name, step())
                + " from unnest($1::text[]) as r (at) order by r.at",
            List.of((Object) spans)));
    writes.addAll(statements);
    return writes;
  }

  String step() {
    return "interval '" + months + " months'";
  }

  private static String month(Instant time) {
    return time.atZone(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1) + "Z";
  }
}
