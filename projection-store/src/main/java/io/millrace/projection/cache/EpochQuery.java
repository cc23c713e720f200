package io.millrace.projection.cache;

import io.millrace.projection.query.Columns;
import io.millrace.projection.query.PrimaryDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.projection.sink.Write;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The epoch of a cache. It goes up in the transaction of a change that could not be told to Redis:
 * what Redis holds of the epochs before is void from that commit on, whenever Redis is back.
 */
@Component
class EpochQuery {

  private static final String NEXT =
      """
      insert into cache_epoch as e (cache, epoch) values (%s, 1)
      on conflict (cache) do update set epoch = e.epoch + 1""";

  private final PrimaryDatabase database;

  EpochQuery(PrimaryDatabase database) {
    this.database = database;
  }

  Mono<Long> read(String cache) {
    return database
        .first(
            Sql.of("select epoch from cache_epoch where cache = ?", cache),
            row -> Columns.number(row, "epoch"))
        .defaultIfEmpty(0L);
  }

  /** Begins an epoch at once. */
  Mono<Long> begin(String cache) {
    return database.first(
        Sql.of(NEXT.formatted("?") + " returning epoch", cache),
        row -> Columns.number(row, "epoch"));
  }

  /** Begins an epoch with the transaction this becomes part of. */
  static Write beginning(String cache) {
    return new Write(NEXT.formatted("$1"), List.of(cache));
  }
}
