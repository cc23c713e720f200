package io.millrace.projection.health;

import io.millrace.projection.database.ReplicaPool;
import io.millrace.projection.health.DatabaseStats.Database;
import io.millrace.projection.health.DatabaseStats.Pool;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.ReadDatabase.Server;
import io.millrace.projection.query.Sql;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.PoolMetrics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks at the pools of this process, and asks the servers behind them. */
@Component
class DatabaseStatsQuery {

  private static final long BYTES_PER_MB = 1024 * 1024;

  private static final String DATABASE =
      """
      select pg_stat_get_db_numbackends(datid)::bigint as connections,
        current_setting('max_connections')::bigint as most, pg_database_size(datid) as bytes
      from pg_stat_get_activity(pg_backend_pid())""";

  private final ConnectionPool read;
  private final ConnectionPool sink;
  private final @Nullable ConnectionPool replica;
  private final ReadDatabase database;

  DatabaseStatsQuery(
      @Qualifier("readPool") ConnectionPool read,
      @Qualifier("sinkPool") ConnectionPool sink,
      ReplicaPool replica,
      ReadDatabase database) {
    this.read = read;
    this.sink = sink;
    this.replica = replica.pool();
    this.database = database;
  }

  Mono<DatabaseStats> read() {
    List<Pool> pools = new ArrayList<>();
    pools.add(pool("read", Server.PRIMARY, read));
    pools.add(pool("sink", Server.PRIMARY, sink));
    Flux<Server> servers = Flux.just(Server.PRIMARY);
    if (replica != null) {
      pools.add(pool("replica", Server.REPLICA, replica));
      servers = Flux.just(Server.PRIMARY, Server.REPLICA);
    }
    return servers
        .concatMap(server -> database(server).onErrorComplete())
        .collectList()
        .map(databases -> new DatabaseStats(pools, databases));
  }

  private Mono<Database> database(Server server) {
    return ReadDatabase.on(
        server,
        database.first(
            Sql.of(DATABASE),
            row ->
                new Database(
                    DatabaseStats.name(server),
                    Columns.number(row, "connections"),
                    Columns.number(row, "most"),
                    Columns.number(row, "bytes") / BYTES_PER_MB)));
  }

  private static Pool pool(String name, Server server, ConnectionPool pool) {
    PoolMetrics metrics = pool.getMetrics().orElseThrow();
    return new Pool(
        name,
        DatabaseStats.name(server),
        metrics.acquiredSize(),
        metrics.idleSize(),
        metrics.pendingAcquireSize(),
        metrics.getMaxAllocatedSize());
  }
}
