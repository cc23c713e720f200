package io.millrace.projection.database;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Brings the schema up to date, in the background and for as long as it takes: the app starts while
 * Postgres is away and migrates when it is there.
 */
@Component
public class Migration implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Migration.class);
  private static final long RETRY_MILLIS = 1_000;

  /** A pooler between would look for it on another connection. */
  private static final Map<String, String> NOTHING_PREPARED = Map.of("prepareThreshold", "0");

  private final DatabaseSettings settings;
  private final CountDownLatch done = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile @Nullable Thread thread;
  private volatile String problem = "not migrated yet";

  Migration(DatabaseSettings settings) {
    this.settings = settings;
  }

  /** True once the schema is the one this version works with. */
  public boolean done() {
    return done.getCount() == 0;
  }

  /** Waits for the schema; false if that took longer. */
  public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
    return done.await(timeout, unit);
  }

  /** Why the schema is not there yet, in one line. */
  public String problem() {
    return problem;
  }

  @Override
  public void start() {
    Thread started = new Thread(this::run, "migration");
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  @Override
  public void stop() {
    stopping.countDown();
    thread = null;
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    try {
      do {
        if (migrated()) {
          done.countDown();
          return;
        }
      } while (!stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean migrated() {
    DatabaseUrl address = settings.migrationAddress();
    try {
      Flyway.configure()
          .dataSource(address.jdbc(), address.user(), address.password())
          .jdbcProperties(NOTHING_PREPARED)
          .locations("classpath:db/migration")
          .connectRetries(0)
          .load()
          .migrate();
      return true;
    } catch (FlywayException e) {
      problem = "migration failed: " + firstLine(e);
      log.warn("{}, trying again", problem);
      return false;
    }
  }

  private static String firstLine(FlywayException failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end).strip();
  }
}
