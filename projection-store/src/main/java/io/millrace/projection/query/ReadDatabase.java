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

  /**
   * Has every query within the work answered by one server: the primary, which nothing is newer
   * than, or the replica, which fails where it cannot be asked.
   */
  public static <T> Mono<T> on(Server server, Mono<T> work) {
    return work.contextWrite(context -> context.put(Server.class, server));
  }

  /** Work on what is newest: the primary's, or while that is away what the replica has. */
  public <T> Mono<T> onNewest(Function<Server, Mono<T>> work) {
    return Mono.defer(
        () ->
            replica.standsIn()
                ? work.apply(Server.REPLICA)
                : work.apply(Server.PRIMARY)
                    .onErrorResume(this::isReplicaLeft, failure -> work.apply(Server.REPLICA)));
  }

  /** Whether work failed because the primary is away while there is a replica to ask. */
  public boolean isReplicaLeft(Throwable failure) {
    return replica.usable() && Replica.isAway(failure);
  }

  private <T> Mono<T> read(Function<DatabaseClient, Mono<T>> query) {
    return Mono.deferContextual(
            context ->
                context
                    .<Server>getOrEmpty(Server.class)
                    .map(server -> ask(server, query))
                    .orElseGet(() -> replica.first(query, primary)))
        .timeout(timeout);
  }

  private <T> Mono<T> ask(Server server, Function<DatabaseClient, Mono<T>> query) {
    return server == Server.PRIMARY ? query.apply(primary) : replica.only(query);
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
