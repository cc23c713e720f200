package io.millrace.projection.freshness;

import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.ReadDatabase.Server;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.event.Position;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The watermark table, read at most every few milliseconds however many requests ask. The copy is
 * read before the answer is, so an answer is at least as new as the copy says; what the primary's
 * copy says is true of answers of the primary only.
 */
@Component
class Watermarks {

  private static final Duration RECENT = Duration.ofMillis(50);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration NOT = Duration.ZERO;

  /** In the form of {@link Snapshot#parse}: one value is much cheaper to receive than many rows. */
  private static final String TABLE =
      """
      select coalesce(string_agg(
        w.projection || ' ' || w.version || ' '
          || case when w.version = coalesce(v.active, 1) then 't ' else 'f ' end || replace(w.topic, ' ', '_') || ' ' || w."partition" || ' '
          || w."offset" || ' ' || (extract(epoch from w.ingested_at) * 1000000)::bigint || ' ',
        ''), '') as table_text
      from watermark w
      left join projection_version v on v.projection = w.projection""";

  private final ReadDatabase database;
  private final Told ofPrimary;
  private final Told ofReplica;
  private final Mono<Snapshot> recent;
  private final Mono<Snapshot> recentOfReplica;
  private final Mono<Snapshot> newest;

  /** The next one, shared by all who begin to wait for it before it is there. */
  private final Mono<Snapshot> look;

  Watermarks(ReadDatabase database, Standings standings) {
    this.database = database;
    ofPrimary = new Told(standings);
    ofReplica = new Told(standings);
    recent = cached(Server.PRIMARY, RECENT);
    recentOfReplica = cached(Server.REPLICA, RECENT);
    Mono<Snapshot> polled = cached(Server.PRIMARY, POLL);
    newest = database.onNewest(server -> server == Server.PRIMARY ? polled : recentOfReplica);
    look = Mono.delay(POLL).then(newest).cache(found -> NOT, failure -> NOT, () -> NOT);
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
   * while it is away there is the replica. All who wait look together.
   */
  Mono<Snapshot> covering(List<ProjectionInputs> projections, List<Position> positions) {
    Mono<Snapshot> first = database.onReplica() ? recent() : Mono.empty();
    Predicate<Snapshot> covers = snapshot -> snapshot.covers(projections, positions);
    return Flux.concat(first, newest)
        .filter(covers)
        .next()
        .switchIfEmpty(look.filter(covers).repeatWhenEmpty(Integer.MAX_VALUE, looks -> looks));
  }

  private Mono<Snapshot> cached(Server server, Duration life) {
    return Mono.defer(() -> read(server))
        .cache(snapshot -> life, failure -> Duration.ZERO, () -> Duration.ZERO);
  }

  private Mono<Snapshot> read(Server server) {
    return ReadDatabase.on(
        server,
        database
            .first(Sql.of(TABLE), row -> Columns.text(row, "table_text"))
            .map(table -> Snapshot.parse(table, server == Server.PRIMARY))
            .map(snapshot -> (snapshot.ofPrimary() ? ofPrimary : ofReplica).of(snapshot)));
  }
}
