package io.millrace.projection.job;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.projection.database.Migration;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Looks every second whether a job is due, on a thread of its own, once the schema is there. */
@Component
class Jobs implements SmartLifecycle {

  private final JobRunner runner;
  private final Migration migration;
  private volatile @Nullable ScheduledExecutorService thread;

  Jobs(
      List<Job> jobs,
      JdbcTemplate maintenance,
      Migration migration,
      Clock clock,
      MeterRegistry registry) {
    this.migration = migration;
    this.runner =
        new JobRunner(
            jobs,
            new JobRuns(maintenance),
            locks(maintenance),
            ProcessHandle.current().pid() + "@" + host(),
            clock,
            new JobMetrics(registry, jobs));
  }

  /** Locks in the database that the jobs work on, by its clock. */
  static LockProvider locks(JdbcTemplate database) {
    return new JdbcTemplateLockProvider(
        JdbcTemplateLockProvider.Configuration.builder()
            .withJdbcTemplate(database)
            .usingDbTime()
            .build());
  }

  @Override
  public void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread created = new Thread(work, "jobs");
              created.setDaemon(true);
              return created;
            });
    started.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
    thread = started;
  }

  @Override
  public void stop() {
    ScheduledExecutorService running = thread;
    if (running != null) {
      running.shutdownNow();
    }
    thread = null;
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void look() {
    if (migration.done()) {
      runner.runDue();
    }
  }

  private static String host() {
    String name = System.getenv("HOSTNAME");
    return name == null || name.isBlank() ? "localhost" : name;
  }
}
