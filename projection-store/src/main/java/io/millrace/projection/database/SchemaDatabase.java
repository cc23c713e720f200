package io.millrace.projection.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.springframework.stereotype.Component;

/**
 * Transactions that change or compare whole tables: few, and they may be long, so each has a
 * connection of its own and blocks its thread.
 */
@Component
public final class SchemaDatabase {

  private static final String CONNECT_SECONDS = "5";

  private final DatabaseUrl address;

  SchemaDatabase(DatabaseSettings settings) {
    this.address = settings.address();
  }

  /** What is done in a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Does all of it or nothing. */
  public <T> T transaction(Work<T> work) throws SQLException {
    try (Connection connection = open()) {
      connection.setAutoCommit(false);
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollback(connection, e);
        throw e;
      }
    }
  }

  /** Reads as of one moment, for as long as it takes. */
  public <T> T snapshot(Work<T> work) throws SQLException {
    try (Connection connection = open()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      T result = work.on(connection);
      connection.rollback();
      return result;
    }
  }

  private Connection open() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("password", address.password());
    properties.setProperty("ApplicationName", "projection-store-schema");
    properties.setProperty("prepareThreshold", "0");
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("loginTimeout", CONNECT_SECONDS);
    return DriverManager.getConnection(address.jdbc(), properties);
  }

  private static void rollback(Connection connection, Exception reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}
