package io.millrace.projection.database;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the database.
 *
 * @param url {@code postgresql://user:password@host:port/database}
 * @param readConnections most connections that answer requests
 * @param sinkConnections most connections that sinks write through
 * @param connectTimeout how long opening a connection may take
 * @param acquireTimeout how long a request waits for a free connection
 * @param readTimeout how long a query may run
 * @param writeTimeout how long one statement of a sink may run
 * @param preparedStatements how many prepared statements a connection keeps; 0 behind a PgBouncer
 *     that pools transactions and is older than 1.21
 */
@ConfigurationProperties("database")
public record DatabaseSettings(
    String url,
    @DefaultValue("16") int readConnections,
    @DefaultValue("12") int sinkConnections,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue("2s") Duration acquireTimeout,
    @DefaultValue("5s") Duration readTimeout,
    @DefaultValue("10s") Duration writeTimeout,
    @DefaultValue("256") int preparedStatements) {

  public DatabaseSettings {
    DatabaseUrl.parse(url);
    if (readConnections < 1) {
      throw new IllegalArgumentException(
          "database.read-connections: " + readConnections + " (expected: > 0)");
    }
    if (sinkConnections < 1) {
      throw new IllegalArgumentException(
          "database.sink-connections: " + sinkConnections + " (expected: > 0)");
    }
    if (preparedStatements < 0) {
      throw new IllegalArgumentException(
          "database.prepared-statements: " + preparedStatements + " (expected: >= 0)");
    }
  }

  DatabaseUrl address() {
    return DatabaseUrl.parse(url);
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "DatabaseSettings[" + address() + "]";
  }
}
