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
 * Runs queries on the replica, where there is one that is fit, else on the read pool of the
 * primary. Each has a time-out, after which it fails with {@link
 * java.util.concurrent.TimeoutException}; a cancelled query gives its connection back.
 */
@Component
public final class ReadDatabase {

  private final DatabaseClient primary;
  private final Replica replica;
  private final Duration timeout;

  ReadDatabase(
      @Qualifier("readPool") ConnectionPool pool, Replica replica, DatabaseSettings settings) {
    this.primary = DatabaseClient.create(pool);
    this.replica = replica;
    this.timeout = settings.acquireTimeout().plus(settings.readTimeout());
  }

  /** All rows; the query itself bounds how many. */
  public <T> Mono<List<T>> list(Sql sql, Function<Readable, T> mapper) {
    return read(client -> statement(client, sql).map(mapper).all().collectList());
  }

  /** The first row, or nothing. */
  public <T> Mono<T> first(Sql sql, Function<Readable, T> mapper) {
    return read(client -> statement(client, sql).map(mapper).first());
  }

  /** Whether queries go to the replica at this moment. */
  public boolean onReplica() {
    return replica.usable();
  }

  /** Who is asked. */
  public enum Server {
    PRIMARY,
    REPLICA
  }

  /** All rows as one server has them; fails where the replica cannot be asked. */
  public <T> Mono<List<T>> list(Server server, Sql sql, Function<Readable, T> mapper) {
    Function<DatabaseClient, Mono<List<T>>> query =
        client -> statement(client, sql).map(mapper).all().collectList();
    return Mono.defer(() -> server == Server.REPLICA ? replica.only(query) : query.apply(primary))
        .timeout(timeout);
  }

  /** Has every query within the work answered by the primary, which nothing is newer than. */
  public static <T> Mono<T> ofPrimary(Mono<T> work) {
    return work.contextWrite(context -> context.put(ReadDatabase.class, true));
  }

  private <T> Mono<T> read(Function<DatabaseClient, Mono<T>> query) {
    return Mono.deferContextual(
            context ->
                context.hasKey(ReadDatabase.class)
                    ? query.apply(primary)
                    : replica.first(query, primary))
        .timeout(timeout);
  }

  private static DatabaseClient.GenericExecuteSpec statement(DatabaseClient client, Sql sql) {
    DatabaseClient.GenericExecuteSpec statement = client.sql(sql.text());
    List<Object> values = sql.values();
    for (int i = 0; i < values.size(); i++) {
      statement = statement.bind(i, values.get(i));
    }
    return statement;
  }
}
