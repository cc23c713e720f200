package io.millrace.projection.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
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
 * @param readReplicaUrl where reads go while it answers and is not behind; empty for none
 * @param readReplicaMaxLag how far behind the replica may be
 * @param migrationUrl where the schema is changed, past a PgBouncer; empty for {@code url}
 * @param connectionLife after how long at most a connection is replaced by a new one
 * @param connectionIdle after how long without work a connection is closed
 */
@ConfigurationProperties("database")
public record DatabaseSettings(
    String url,
    @DefaultValue("16") int readConnections,
    @DefaultValue("20") int sinkConnections,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue("2s") Duration acquireTimeout,
    @DefaultValue("5s") Duration readTimeout,
    @DefaultValue("10s") Duration writeTimeout,
    @DefaultValue("256") int preparedStatements,
    @DefaultValue("") String readReplicaUrl,
    @DefaultValue("5s") Duration readReplicaMaxLag,
    @DefaultValue("") String migrationUrl,
    @DefaultValue("30m") Duration connectionLife,
    @DefaultValue("5m") Duration connectionIdle) {

  private static final Duration SHORTEST = Duration.ofSeconds(1);

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
    if (!readReplicaUrl.isBlank()) {
      DatabaseUrl.parse(readReplicaUrl);
    }
    if (!migrationUrl.isBlank()) {
      DatabaseUrl.parse(migrationUrl);
    }
    if (connectionLife.compareTo(SHORTEST) < 0 || connectionIdle.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "database.connection-life and connection-idle: expected at least " + SHORTEST);
    }
  }

  DatabaseUrl address() {
    return DatabaseUrl.parse(url);
  }

  /** Null where there is no replica. */
  @Nullable DatabaseUrl replicaAddress() {
    return readReplicaUrl.isBlank() ? null : DatabaseUrl.parse(readReplicaUrl);
  }

  DatabaseUrl migrationAddress() {
    return migrationUrl.isBlank() ? address() : DatabaseUrl.parse(migrationUrl);
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "DatabaseSettings[" + address() + "]";
  }
}
