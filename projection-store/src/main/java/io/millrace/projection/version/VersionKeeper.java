package io.millrace.projection.version;

import io.millrace.projection.database.Migration;
import io.millrace.projection.database.SchemaDatabase;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Sinks;
import io.millrace.projection.sink.Versions;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Makes this instance do what the database says of versions, and tells the topic. It looks twice a
 * second and when told, and goes on however often that fails: a change that was only half done when
 * its process died is finished by whoever looks next.
 */
@Component
class VersionKeeper implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(VersionKeeper.class);
  private static final long LOOK_MILLIS = 500;

  private final Map<String, Projection<?>> projections = new HashMap<>();
  private final Migration migration;
  private final SchemaDatabase database;
  private final VersionQuery query;
  private final VersionTopic topic;
  private final Sinks sinks;
  private final Leftovers leftovers;
  private final Semaphore news = new Semaphore(0);
  private volatile boolean stopping;
  private volatile @Nullable Thread thread;
  private @Nullable String problem;

  VersionKeeper(
      List<Projection<?>> projections,
      Migration migration,
      SchemaDatabase database,
      VersionQuery query,
      VersionTopic topic,
      Sinks sinks,
      Leftovers leftovers) {
    projections.forEach(projection -> this.projections.put(projection.name(), projection));
    this.migration = migration;
    this.database = database;
    this.query = query;
    this.topic = topic;
    this.sinks = sinks;
    this.leftovers = leftovers;
  }

  /** Looks at once. */
  void look() {
    news.release();
  }

  @Override
  public void start() {
    topic.follow(this::look);
    Thread started = new Thread(this::run, "projection-versions");
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  @Override
  public void stop() {
    stopping = true;
    look();
    thread = null;
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    try {
      while (!stopping) {
        if (migration.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          attempt();
          if (news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            news.drainPermits();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt() {
    try {
      pass();
      if (problem != null) {
        log.info("versions are followed again");
      }
      problem = null;
    } catch (SQLException | RuntimeException e) {
      String now = String.valueOf(e.getMessage());
      if (!stopping && !now.equals(problem)) {
        log.warn("versions not followed, trying again: {}", now);
      }
      problem = now;
    }
  }

  private void pass() throws SQLException {
    Map<String, Versions> stored = query.all();
    Map<String, Versions> told = topic.told();
    if (topic.caughtUp()) {
      for (Map.Entry<String, Versions> lost : told.entrySet()) {
        if (!stored.containsKey(lost.getKey()) && projections.containsKey(lost.getKey())) {
          restore(lost.getKey(), lost.getValue());
          stored = query.all();
        }
      }
    }
    sinks.follow(stored);
    if (topic.caughtUp()) {
      for (Projection<?> projection : projections.values()) {
        Versions versions = stored.get(projection.name());
        if (versions != null
            && versions.revision()
                > told.getOrDefault(projection.name(), Versions.FIRST).revision()) {
          topic.tell(projection, versions);
        }
      }
      leftovers.remove(projections.values(), stored);
    }
  }

  /** The database is a new one; the topic knows what the old one said. */
  private void restore(String projection, Versions versions) throws SQLException {
    log.info("{}: versions restored from the topic: {}", projection, versions);
    database.transaction(
        connection -> {
          VersionTables tables = new VersionTables(connection, projection);
          tables.save(versions);
          for (int version : versions.kept()) {
            tables.make(version);
          }
          tables.show(versions.active());
          return true;
        });
  }
}
