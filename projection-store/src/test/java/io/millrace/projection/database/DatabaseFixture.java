package io.millrace.projection.database;

import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;

/** Opens what is package-private to the tests of other packages. */
public final class DatabaseFixture {

  private DatabaseFixture() {}

  public static DatabaseSettings settings(String url) {
    return new DatabaseSettings(
        url,
        4,
        4,
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        256,
        "",
        Duration.ofSeconds(5),
        "",
        Duration.ofMinutes(30),
        Duration.ofMinutes(5));
  }

  public static JdbcTemplate maintenance(String url) {
    return new DatabaseConfiguration().maintenance(settings(url));
  }

  public static ConnectionPool pool(String url) {
    return new DatabaseConfiguration().sinkPool(settings(url));
  }

  /** Brings the schema up to date and waits for it. */
  public static void migrate(String url) throws InterruptedException {
    Migration migration = new Migration(settings(url));
    migration.start();
    if (!migration.await(120, TimeUnit.SECONDS)) {
      throw new IllegalStateException(migration.problem());
    }
    migration.stop();
  }
}
