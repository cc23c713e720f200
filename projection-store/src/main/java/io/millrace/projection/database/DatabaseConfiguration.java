package io.millrace.projection.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import reactor.pool.PoolBuilder;
import reactor.pool.PoolConfig;

/**
 * Two pools, so that a burst of readers cannot keep sinks from writing, nor the other way round.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

  private static final int LONGEST_MAINTENANCE_SECONDS = 600;

  /** For queries; a request that finds no free connection in time fails. */
  @Bean(destroyMethod = "dispose")
  ConnectionPool readPool(DatabaseSettings settings) {
    return pool(
        "read",
        settings,
        settings.address(),
        settings.readConnections(),
        settings.acquireTimeout(),
        settings.readTimeout());
  }

  /** For sinks only. */
  @Bean(destroyMethod = "dispose")
  ConnectionPool sinkPool(DatabaseSettings settings) {
    return pool(
        "sink",
        settings,
        settings.address(),
        settings.sinkConnections(),
        settings.writeTimeout(),
        settings.writeTimeout());
  }

  /** For queries that need not be answered by the primary. */
  @Bean(destroyMethod = "dispose")
  ReplicaPool replicaPool(DatabaseSettings settings) {
    DatabaseUrl replica = settings.replicaAddress();
    return new ReplicaPool(
        replica == null
            ? null
            : pool(
                "replica",
                settings,
                replica,
                settings.readConnections(),
                settings.acquireTimeout(),
                settings.readTimeout()));
  }

  /**
   * For statements that are too rare or too slow for a pool: of jobs and of the schema. Each has a
   * connection of its own, to where migrations go. Blocks.
   */
  @Bean
  JdbcTemplate maintenance(DatabaseSettings settings) {
    DatabaseUrl address = settings.migrationAddress();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(address.jdbc());
    source.setUser(address.user());
    source.setPassword(address.password());
    source.setApplicationName("projection-store-maintenance");
    source.setConnectTimeout((int) Math.max(1, settings.connectTimeout().toSeconds()));
    source.setSocketTimeout(LONGEST_MAINTENANCE_SECONDS);
    source.setPrepareThreshold(0);
    return new JdbcTemplate(source);
  }

  private static ConnectionPool pool(
      String name,
      DatabaseSettings settings,
      DatabaseUrl address,
      int size,
      Duration acquireTimeout,
      Duration statementTimeout) {
    PostgresqlConnectionConfiguration connection =
        PostgresqlConnectionConfiguration.builder()
            .host(address.host())
            .port(address.port())
            .database(address.database())
            .username(address.user())
            .password(address.password())
            .sslMode(address.sslMode())
            .applicationName("projection-store-" + name)
            .connectTimeout(settings.connectTimeout())
            .statementTimeout(statementTimeout)
            .preparedStatementCacheQueries(settings.preparedStatements())
            .tcpKeepAlive(true)
            .build();
    return new ConnectionPool(
        ConnectionPoolConfiguration.builder(new PostgresqlConnectionFactory(connection))
            .name(name)
            .initialSize(0)
            .minIdle(0)
            .maxSize(size)
            .customizer(pool -> recycle(pool, settings))
            .maxAcquireTime(acquireTimeout)
            .maxCreateConnectionTime(acquireTimeout)
            .maxValidationTime(settings.connectTimeout())
            .validationDepth(ValidationDepth.LOCAL)
            .acquireRetry(1)
            .build());
  }

  /**
   * A connection ends at an age of its own, in the last fifth of what is allowed: those opened
   * together in a burst do not all close together.
   */
  private static void recycle(
      PoolBuilder<Connection, ? extends PoolConfig<? extends Connection>> pool,
      DatabaseSettings settings) {
    long life = settings.connectionLife().toMillis();
    long idle = settings.connectionIdle().toMillis();
    pool.evictionPredicate(
        (connection, reference) ->
            reference.idleTime() > idle
                || reference.lifeTime() > life - life / 5 * (connection.hashCode() & 1023) / 1024);
    pool.evictInBackground(settings.connectionIdle().dividedBy(10));
  }
}
