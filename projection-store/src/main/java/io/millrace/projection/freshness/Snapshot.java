package io.millrace.projection.freshness;

import io.millrace.schemas.event.Position;
import java.time.Instant;
import java.util.Comparator;
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
  record Row(String projection, long version, Position position, Instant ingestedAt) {}

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
