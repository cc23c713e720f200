package io.millrace.projection.cache;

import io.millrace.projection.query.Columns;
import io.millrace.projection.query.PrimaryDatabase;
import io.millrace.projection.query.Sql;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What all instances count of a cache. */
@Component
class CacheFiguresQuery {

  private static final String COLUMNS = "measured_at, hits, misses, hit_rate, keys, memory_bytes";

  private final PrimaryDatabase database;
  private final Clock clock;

  CacheFiguresQuery(PrimaryDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Adds what one instance counted. */
  Mono<Long> add(String cache, long hits, long misses) {
    return database.first(
        Sql.of(
            """
            insert into cache_figures as f (cache, hits, misses) values (?, ?, ?)
            on conflict (cache) do update
            set hits = f.hits + excluded.hits, misses = f.misses + excluded.misses
            returning hits
            """,
            cache,
            hits,
            misses),
        row -> Columns.number(row, "hits"));
  }

  /** Notes what was measured, and how often the cache hit since the last time. */
  Mono<CacheFigures> measured(String cache, @Nullable Long keys, @Nullable Long memoryBytes) {
    return database.first(
        Sql.of(
            """
            update cache_figures set hits_before = hits, misses_before = misses,
              hit_rate = (hits - hits_before)::float8
                / nullif(hits + misses - hits_before - misses_before, 0),
              keys = nullif(?::bigint, -1), memory_bytes = nullif(?::bigint, -1), measured_at = ?
            where cache = ?
            returning %s
            """
                .formatted(COLUMNS),
            keys == null ? -1L : keys,
            memoryBytes == null ? -1L : memoryBytes,
            clock.instant(),
            cache),
        CacheFiguresQuery::figures);
  }

  /** What was measured last, or nothing. */
  Mono<CacheFigures> last(String cache) {
    return database.first(
        Sql.of("select " + COLUMNS + " from cache_figures where measured_at is not null")
            .add("and cache = ?", cache),
        CacheFiguresQuery::figures);
  }

  private static CacheFigures figures(Readable row) {
    return new CacheFigures(
        Columns.time(row, "measured_at"),
        Columns.number(row, "hits"),
        Columns.number(row, "misses"),
        row.get("hit_rate", Double.class),
        Columns.numberOrNull(row, "keys"),
        Columns.numberOrNull(row, "memory_bytes"));
  }
}
