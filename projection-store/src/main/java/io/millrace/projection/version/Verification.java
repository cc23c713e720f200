package io.millrace.projection.version;

import io.millrace.projection.database.SchemaDatabase;
import io.millrace.projection.kafka.SharedAdmin;
import io.millrace.projection.kafka.SharedAdmin.Held;
import io.millrace.projection.sink.Versions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares two versions of a projection row by row, each time as of one moment. Facts go on coming
 * and reach the two at different times, so a row that differs is looked at again until it is the
 * same, or stands still and is not. Blocks.
 */
@Component
class Verification {

  private static final Duration CATCH_UP = Duration.ofSeconds(10);
  private static final Duration BETWEEN = Duration.ofMillis(250);
  private static final int LOOKS = 20;

  /** After so many looks in which nothing changed, nothing will. */
  private static final int STILL = 4;

  private static final int MOST_ROWS = 1_000;
  private static final int LISTED = 100;

  private final Rebuilds rebuilds;
  private final VersionQuery query;
  private final SchemaDatabase database;
  private final SharedAdmin admin;
  private final JsonMapper json;

  Verification(
      Rebuilds rebuilds,
      VersionQuery query,
      SchemaDatabase database,
      SharedAdmin admin,
      JsonMapper json) {
    this.rebuilds = rebuilds;
    this.query = query;
    this.database = database;
    this.admin = admin;
    this.json = json;
  }

  /**
   * What was found.
   *
   * @param active the version that readers see
   * @param other the one it was compared with
   * @param same whether no row differs
   * @param differing rows that are not the same and stand still; of a table at most 1,000
   * @param changing rows that changed for as long as they were looked at
   * @param differences the first 100
   */
  record Report(
      String name,
      int active,
      int other,
      boolean same,
      int differing,
      int changing,
      List<TableCount> tables,
      List<Difference> differences) {}

  /** How many rows a table has in both. */
  record TableCount(String table, long activeRows, long otherRows) {}

  /**
   * A row that differs.
   *
   * @param columns what readers see and what the other version has, for each column that differs
   */
  record Difference(
      String table, JsonNode key, boolean inActive, boolean inOther, Map<String, Values> columns) {}

  /** A column's values. */
  record Values(@Nullable JsonNode active, @Nullable JsonNode other) {}

  Report of(String name) throws SQLException {
    rebuilds.find(name);
    Versions versions = query.all().getOrDefault(name, Versions.FIRST);
    int other = versions.building() > 0 ? versions.building() : versions.previous();
    if (other == 0) {
      throw Rebuilds.conflict("nothing-built", "there is no other version to compare with");
    }
    awaitCovered(name, versions.active(), other);
    String base = name.replace('-', '_') + "_v";
    String shown = base + versions.active();
    String compared = base + other;
    List<TableCount> counts = new ArrayList<>();
    List<ComparedTable.Row> first =
        database.snapshot(connection -> everything(connection, shown, compared, counts));
    Suspects suspects = settle(first, shown, compared);
    return new Report(
        name,
        versions.active(),
        other,
        suspects.differing.isEmpty(),
        suspects.differing.size(),
        suspects.changing,
        counts,
        suspects.differing.stream().limit(LISTED).map(this::difference).toList());
  }

  /** The other version is to have what readers see at this moment. */
  private void awaitCovered(String name, int active, int other) {
    Map<TopicPartition, Long> shown = query.covered(name).getOrDefault(active, Map.of());
    Map<TopicPartition, Held> held =
        admin.held(shown.keySet().stream().map(TopicPartition::topic).distinct().toList());
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    String behind = behind(name, shown, other, held);
    while (behind != null && System.nanoTime() < deadline) {
      LockSupport.parkNanos(BETWEEN.toNanos());
      behind = behind(name, shown, other, held);
    }
    if (behind != null) {
      throw Rebuilds.conflict(
          "not-caught-up", "version " + other + " does not cover yet what readers see: " + behind);
    }
  }

  private @Nullable String behind(
      String name, Map<TopicPartition, Long> shown, int other, Map<TopicPartition, Held> held) {
    return new Coverage(shown, query.covered(name).getOrDefault(other, Map.of()), held)
        .firstBehind();
  }

  private static List<ComparedTable.Row> everything(
      Connection connection, String shown, String other, List<TableCount> counts)
      throws SQLException {
    List<ComparedTable.Row> rows = new ArrayList<>();
    for (ComparedTable table : ComparedTable.of(connection, shown, other)) {
      long[] count = table.count(connection);
      counts.add(new TableCount(table.name(), count[0], count[1]));
      rows.addAll(table.differing(connection, MOST_ROWS));
    }
    return rows;
  }

  private record Suspects(List<ComparedTable.Row> differing, int changing) {}

  private Suspects settle(List<ComparedTable.Row> first, String shown, String other)
      throws SQLException {
    List<ComparedTable.Row> suspects = first;
    int still = 0;
    for (int look = 0; look < LOOKS && still < STILL && !suspects.isEmpty(); look++) {
      LockSupport.parkNanos(BETWEEN.toNanos());
      List<ComparedTable.Row> before = suspects;
      suspects = database.snapshot(connection -> again(connection, shown, other, before));
      still = suspects.equals(before) ? still + 1 : 0;
    }
    List<ComparedTable.Row> standing = suspects.stream().filter(first::contains).toList();
    return new Suspects(standing, suspects.size() - standing.size());
  }

  private static List<ComparedTable.Row> again(
      Connection connection, String shown, String other, List<ComparedTable.Row> before)
      throws SQLException {
    Map<String, List<ComparedTable.Row>> byTable = new TreeMap<>();
    before.forEach(
        row -> byTable.computeIfAbsent(row.table(), table -> new ArrayList<>()).add(row));
    List<ComparedTable.Row> rows = new ArrayList<>();
    for (ComparedTable table : ComparedTable.of(connection, shown, other)) {
      List<ComparedTable.Row> own = byTable.get(table.name());
      if (own != null) {
        Map<String, ComparedTable.Row> now = new HashMap<>();
        table.differing(connection, own).forEach(row -> now.put(row.key(), row));
        own.stream().map(row -> now.get(row.key())).filter(Objects::nonNull).forEach(rows::add);
      }
    }
    return rows;
  }

  private Difference difference(ComparedTable.Row row) {
    Map<String, Values> columns = new TreeMap<>();
    if (row.shown() != null && row.other() != null) {
      JsonNode active = json.readTree(row.shown());
      JsonNode other = json.readTree(row.other());
      for (String column : active.propertyNames()) {
        if (!Objects.equals(active.get(column), other.get(column))) {
          columns.put(column, new Values(active.get(column), other.get(column)));
        }
      }
    }
    return new Difference(
        row.table(), json.readTree(row.key()), row.shown() != null, row.other() != null, columns);
  }
}
