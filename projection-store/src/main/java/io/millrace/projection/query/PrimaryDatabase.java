package io.millrace.projection.query;

import io.millrace.projection.query.ReadDatabase.Server;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Queries that must see everything that was committed before them, whatever other reads are
 * answered from: what is cached would otherwise be older than it says for as long as it is kept.
 */
@Component
public final class PrimaryDatabase {

  private final ReadDatabase database;

  PrimaryDatabase(ReadDatabase database) {
    this.database = database;
  }

  /** As {@link ReadDatabase#list}. */
  public <T> Mono<List<T>> list(Sql sql, Function<Readable, T> mapper) {
    return ReadDatabase.on(Server.PRIMARY, database.list(sql, mapper));
  }

  /** As {@link ReadDatabase#first}. */
  public <T> Mono<T> first(Sql sql, Function<Readable, T> mapper) {
    return ReadDatabase.on(Server.PRIMARY, database.first(sql, mapper));
  }
}
