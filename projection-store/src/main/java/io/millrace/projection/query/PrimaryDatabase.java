package io.millrace.projection.query;

import io.millrace.projection.database.DatabaseSettings;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Queries that must see everything that was committed before them, whatever other reads are
 * answered from: what is cached would otherwise be older than it says for as long as it is kept.
 */
@Component
public final class PrimaryDatabase {

  private final ReadDatabase primary;

  PrimaryDatabase(@Qualifier("readPool") ConnectionPool pool, DatabaseSettings settings) {
    this.primary = new ReadDatabase(pool, settings);
  }

  /** As {@link ReadDatabase#list}. */
  public <T> Mono<List<T>> list(Sql sql, Function<Readable, T> mapper) {
    return primary.list(sql, mapper);
  }

  /** As {@link ReadDatabase#first}. */
  public <T> Mono<T> first(Sql sql, Function<Readable, T> mapper) {
    return primary.first(sql, mapper);
  }
}
