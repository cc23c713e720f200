package io.millrace.projection.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Two pools, so that a burst of readers cannot keep sinks from writing, nor the other way round.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

  /** For queries; a request that finds no free connection in time fails. */
  @Bean(destroyMethod = "dispose")
  ConnectionPool readPool(DatabaseSettings settings) {
    return pool(
        "read",
        settings,
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
        settings.sinkConnections(),
        settings.writeTimeout(),
        settings.writeTimeout());
  }

  private static ConnectionPool pool(
      String name,
      DatabaseSettings settings,
      int size,
      Duration acquireTimeout,
      Duration statementTimeout) {
    DatabaseUrl address = settings.address();
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
            .maxIdleTime(Duration.ofMinutes(5))
            .maxAcquireTime(acquireTimeout)
            .maxCreateConnectionTime(acquireTimeout)
            .maxValidationTime(settings.connectTimeout())
            .validationDepth(ValidationDepth.LOCAL)
            .acquireRetry(1)
            .build());
  }
}
