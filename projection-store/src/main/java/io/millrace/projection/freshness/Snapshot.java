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
 * @param rows of the version that readers see, by projection
 * @param ofPrimary whether only the primary is known to be as new
 */
record Snapshot(Map<String, List<Row>> rows, boolean ofPrimary) {

  /** The newest fact of one ingest partition that a projection covers. */
  record Row(Position position, Instant ingestedAt) {}

  /**
   * Reads the table from a text: projection, topic, partition, offset and microseconds since 1970
   * of each row, a blank after each of them.
   */
  static Snapshot parse(String table, boolean ofPrimary) {
    Map<String, List<Row>> rows = new HashMap<>();
    int at = 0;
    while (at < table.length()) {
      int topic = table.indexOf(' ', at) + 1;
      int partition = table.indexOf(' ', topic) + 1;
      int offset = table.indexOf(' ', partition) + 1;
      int micros = table.indexOf(' ', offset) + 1;
      int end = table.indexOf(' ', micros) + 1;
      Position position =
          new Position(
              table.substring(topic, partition - 1),
              Integer.parseInt(table, partition, offset - 1, 10),
              Long.parseLong(table, offset, micros - 1, 10));
      Instant ingestedAt =
          Instant.EPOCH.plus(Long.parseLong(table, micros, end - 1, 10), ChronoUnit.MICROS);
      rows.computeIfAbsent(table.substring(at, topic - 1), name -> new ArrayList<>())
          .add(new Row(position, ingestedAt));
      at = end;
    }
    return new Snapshot(rows, ofPrimary);
  }

  /** How new an answer from these projections is: the newest fact of the one furthest behind. */
  Instant freshAsOf(List<ProjectionInputs> projections) {
    return projections.stream()
        .map(
            projection ->
                of(projection).stream()
                    .map(Row::ingestedAt)
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH))
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
    return of(projection).stream()
        .map(Row::position)
        .anyMatch(
            reached ->
                reached.topic().equals(position.topic())
                    && reached.partition() == position.partition()
                    && reached.offset() >= position.offset());
  }

  private List<Row> of(ProjectionInputs projection) {
    return rows.getOrDefault(projection.name(), List.of());
  }
}
