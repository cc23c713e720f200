package io.millrace.projection.freshness;

import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.event.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The watermark table of the versions that readers see, read at most every few milliseconds however
 * many requests ask. The copy is read before the answer is, so an answer is at least as new as the
 * copy says.
 */
@Component
class Watermarks {

  private static final Duration RECENT = Duration.ofMillis(50);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Mono<Snapshot> recent;
  private final Mono<Snapshot> polled;

  Watermarks(ReadDatabase database) {
    Mono<Snapshot> read = Mono.defer(() -> read(database));
    recent = read.cache(snapshot -> RECENT, failure -> Duration.ZERO, () -> Duration.ZERO);
    polled = read.cache(snapshot -> POLL, failure -> Duration.ZERO, () -> Duration.ZERO);
  }

  /** What the table said at most 50 ms ago. */
  Mono<Snapshot> recent() {
    return recent;
  }

  /**
   * The first state of the table in which the projections cover the positions; never, until
   * cancelled, if they do not.
   */
  Mono<Snapshot> covering(List<ProjectionInputs> projections, List<Position> positions) {
    return polled
        .filter(snapshot -> snapshot.covers(projections, positions))
        .repeatWhenEmpty(Integer.MAX_VALUE, polls -> polls.delayElements(POLL));
  }

  private static Mono<Snapshot> read(ReadDatabase database) {
    return database
        .list(
            Sql.of(
                """
                select w.projection, w.version, w.topic, w."partition", w."offset", w.ingested_at
                from watermark w
                left join projection_version v on v.projection = w.projection
                where w.version = coalesce(v.active, 1)
                """),
            row ->
                new Snapshot.Row(
                    Columns.text(row, "projection"),
                    Columns.number(row, "version"),
                    new Position(
                        Columns.text(row, "topic"),
                        (int) Columns.number(row, "partition"),
                        Columns.number(row, "offset")),
                    Columns.time(row, "ingested_at")))
        .map(Watermarks::byProjection);
  }

  private static Snapshot byProjection(List<Snapshot.Row> rows) {
    Map<String, List<Snapshot.Row>> grouped = new HashMap<>();
    rows.forEach(
        row ->
            grouped
                .computeIfAbsent(row.projection(), name -> new java.util.ArrayList<>())
                .add(row));
    return new Snapshot(grouped);
  }
}
