package io.millrace.projection.support;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a test sees of the database. */
public final class TestDatabase {

  private final String url;

  private TestDatabase(String url) {
    this.url = url;
  }

  public static TestDatabase at(String url) {
    return new TestDatabase(url);
  }

  public String url() {
    return url;
  }

  public void execute(String sql) {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The rows as text, columns joined by {@code |}. */
  public List<String> rows(String sql) {
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join("|", columns));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The only column of the only row. */
  public String value(String sql) {
    return rows(sql).get(0);
  }

  /** A connection of its own. */
  public Connection open() throws SQLException {
    URI uri = URI.create(url);
    String[] user = uri.getUserInfo().split(":", 2);
    return DriverManager.getConnection(
        "jdbc:postgresql://"
            + uri.getHost()
            + ":"
            + uri.getPort()
            + uri.getPath()
            + "?options=-c%20TimeZone=UTC",
        user[0],
        user.length > 1 ? user[1] : "");
  }
}
