package io.millrace.projection.query;

import io.millrace.projection.database.DatabaseSettings;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Runs queries on the read pool. Each has a time-out, after which it fails with {@link
 * java.util.concurrent.TimeoutException}; a cancelled query gives its connection back.
 */
@Component
public final class ReadDatabase {

  private final DatabaseClient client;
  private final Duration timeout;

  ReadDatabase(@Qualifier("readPool") ConnectionPool pool, DatabaseSettings settings) {
    this.client = DatabaseClient.create(pool);
    this.timeout = settings.acquireTimeout().plus(settings.readTimeout());
  }

  /** All rows; the query itself bounds how many. */
  public <T> Mono<List<T>> list(Sql sql, Function<Readable, T> mapper) {
    return statement(sql).map(mapper).all().collectList().timeout(timeout);
  }

  /** The first row, or nothing. */
  public <T> Mono<T> first(Sql sql, Function<Readable, T> mapper) {
    return statement(sql).map(mapper).first().timeout(timeout);
  }

  private DatabaseClient.GenericExecuteSpec statement(Sql sql) {
    DatabaseClient.GenericExecuteSpec statement = client.sql(sql.text());
    List<Object> values = sql.values();
    for (int i = 0; i < values.size(); i++) {
      statement = statement.bind(i, values.get(i));
    }
    return statement;
  }
}
