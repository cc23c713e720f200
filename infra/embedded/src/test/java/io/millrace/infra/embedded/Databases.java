package io.millrace.infra.embedded;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;

/** JDBC for tests. */
final class Databases {

  private Databases() {}

  static Connection connect(String url) throws SQLException {
    URI uri = URI.create(url);
    String[] user = uri.getUserInfo().split(":", 2);
    return DriverManager.getConnection(
        "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(),
        user[0],
        user[1]);
  }

  static void execute(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static int queryInt(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
