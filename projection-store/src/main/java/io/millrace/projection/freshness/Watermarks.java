package io.millrace.projection.freshness;

import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.ReadDatabase.Server;
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
 * copy says; what the primary's copy says is true of answers of the primary only.
 */
@Component
class Watermarks {

  private static final Duration RECENT = Duration.ofMillis(50);
  private static final Duration POLL = Duration.ofMillis(20);

  private final ReadDatabase database;
  private final Mono<Snapshot> recent;
  private final Mono<Snapshot> recentOfReplica;
  private final Mono<Snapshot> polled;

  Watermarks(ReadDatabase database) {
    this.database = database;
    recent = cached(Server.PRIMARY, RECENT);
    recentOfReplica = cached(Server.REPLICA, RECENT);
    polled = cached(Server.PRIMARY, POLL);
  }

  /** What the table said at most 50 ms ago. */
  Mono<Snapshot> recent() {
    return database.onReplica() ? recentOfReplica.onErrorResume(failure -> recent) : recent;
  }

  /** What a server's said at most 50 ms ago. */
  Mono<Snapshot> recentOf(Server server) {
    return server == Server.PRIMARY ? recent : recentOfReplica;
  }

  /**
   * The first state of the table in which the projections cover the positions; never, until
   * cancelled, if they do not. The primary is the first to know, so it is the one to wait for;
   * while it is away there is the replica.
   */
  Mono<Snapshot> covering(List<ProjectionInputs> projections, List<Position> positions) {
    Mono<Snapshot> first =
        database.onReplica()
            ? recent().filter(snapshot -> snapshot.covers(projections, positions))
            : Mono.empty();
    return first.switchIfEmpty(
        database
            .onNewest(server -> server == Server.PRIMARY ? polled : recentOfReplica)
            .filter(snapshot -> snapshot.covers(projections, positions))
            .repeatWhenEmpty(Integer.MAX_VALUE, polls -> polls.delayElements(POLL)));
  }

  private Mono<Snapshot> cached(Server server, Duration life) {
    return Mono.defer(() -> read(server))
        .cache(snapshot -> life, failure -> Duration.ZERO, () -> Duration.ZERO);
  }

  private Mono<Snapshot> read(Server server) {
    return ReadDatabase.on(
            server,
            database.list(
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
                        Columns.time(row, "ingested_at"))))
        .map(rows -> new Snapshot(byProjection(rows), server == Server.PRIMARY));
  }

  private static Map<String, List<Snapshot.Row>> byProjection(List<Snapshot.Row> rows) {
    Map<String, List<Snapshot.Row>> grouped = new HashMap<>();
    rows.forEach(
        row ->
            grouped
                .computeIfAbsent(row.projection(), name -> new java.util.ArrayList<>())
                .add(row));
    return grouped;
  }
}
