package io.millrace.projection.freshness;

import io.millrace.schemas.event.Position;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The watermark table at one moment.
 *
 * @param rows of every version that is kept
 * @param shown the version that readers see, by projection; of those that cover anything
 * @param asOf how new answers are, by projection
 * @param ofPrimary whether only the primary is known to be as new
 */
record Snapshot(
    Map<Version, List<Row>> rows,
    Map<String, Version> shown,
    Map<String, Instant> asOf,
    boolean ofPrimary) {

  /** A version of a projection. */
  record Version(String projection, int number) {}

  /** The newest fact of one ingest partition that a version covers. */
  record Row(Position position, Instant ingestedAt) {}

  /**
   * Reads the table from a text: projection, version, whether readers see it ({@code t} or {@code
   * f}), topic, partition, offset and microseconds since 1970 of each row, a blank after each of
   * them.
   */
  static Snapshot parse(String table, boolean ofPrimary) {
    Map<Version, List<Row>> rows = new HashMap<>();
    Map<String, Version> shown = new HashMap<>();
    int at = 0;
    while (at < table.length()) {
      int number = table.indexOf(' ', at) + 1;
      int seen = table.indexOf(' ', number) + 1;
      int topic = table.indexOf(' ', seen) + 1;
      int partition = table.indexOf(' ', topic) + 1;
      int offset = table.indexOf(' ', partition) + 1;
      int micros = table.indexOf(' ', offset) + 1;
      int end = table.indexOf(' ', micros) + 1;
      Version version =
          new Version(
              table.substring(at, number - 1), Integer.parseInt(table, number, seen - 1, 10));
      Position position =
          new Position(
              table.substring(topic, partition - 1),
              Integer.parseInt(table, partition, offset - 1, 10),
              Long.parseLong(table, offset, micros - 1, 10));
      Instant ingestedAt =
          Instant.EPOCH.plus(Long.parseLong(table, micros, end - 1, 10), ChronoUnit.MICROS);
      rows.computeIfAbsent(version, first -> new ArrayList<>()).add(new Row(position, ingestedAt));
      if (table.charAt(seen) == 't') {
        shown.put(version.projection(), version);
      }
      at = end;
    }
    return new Snapshot(rows, shown, Map.of(), ofPrimary);
  }

  /** The same table with how new answers are. */
  Snapshot with(Map<String, Instant> newAsOf) {
    return new Snapshot(rows, shown, newAsOf, ofPrimary);
  }

  /** What a version covers. */
  List<Row> marks(Version version) {
    return rows.getOrDefault(version, List.of());
  }

  /** How new an answer from these projections is: as the one furthest behind. */
  Instant freshAsOf(List<ProjectionInputs> projections) {
    return projections.stream()
        .map(projection -> asOf.getOrDefault(projection.name(), Instant.EPOCH))
        .min(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  /** Whether each projection that reads a position's topic has got as far as the position. */
  boolean covers(List<ProjectionInputs> projections, List<Position> positions) {
    return projections.stream()
        .allMatch(
            projection ->
                positions.stream()
                    .filter(position -> projection.inputs().contains(position.topic()))
                    .allMatch(position -> covers(projection, position)));
  }

  private boolean covers(ProjectionInputs projection, Position position) {
    Version version = shown.get(projection.name());
    return version != null
        && marks(version).stream()
            .map(Row::position)
            .anyMatch(
                reached ->
                    reached.topic().equals(position.topic())
                        && reached.partition() == position.partition()
                        && reached.offset() >= position.offset());
  }
}
