package io.millrace.projection.cache;

import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.ReadDatabase.Server;
import io.millrace.projection.query.Sql;
import io.millrace.projection.sink.Write;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The epoch of a cache. It goes up in the transaction of a change that could not be told to Redis:
 * what Redis holds of the epochs before is void from that commit on, whenever Redis is back. It
 * goes up with a switch of the projection too.
 */
@Component
class EpochQuery {

  private final ReadDatabase database;

  EpochQuery(ReadDatabase database) {
    this.database = database;
  }

  /** The epoch as a server has it; {@link Moment#CLOSED} while the projection is switched. */
  Mono<Long> read(String cache, Server server) {
    return first(server, Sql.of("select open_cache_epoch(?) as epoch", cache));
  }

  /** Begins an epoch at once. */
  Mono<Long> begin(String cache) {
    return first(Server.PRIMARY, Sql.of("select begin_cache_epoch(?) as epoch", cache));
  }

  /** Begins an epoch with the transaction this becomes part of. */
  static Write beginning(String cache) {
    return new Write("select begin_cache_epoch($1)", List.of(cache));
  }

  private Mono<Long> first(Server server, Sql sql) {
    return ReadDatabase.on(server, database.first(sql, row -> Columns.number(row, "epoch")));
  }
}
