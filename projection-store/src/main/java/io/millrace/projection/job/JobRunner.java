package io.millrace.projection.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.support.CronExpression;

/**
 * Runs the jobs that are due. Of several instances the one that gets a job's lock looks whether it
 * is due still: the last run is noted where all of them see it. Blocks; for one thread.
 */
final class JobRunner {

  private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

  /** If an instance dies in a job, another one may have it after this. */
  private static final Duration LOCK_AT_MOST = Duration.ofMinutes(30);

  private static final Duration ELSEWHERE = Duration.ofSeconds(30);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);

  /** How often to look whether somebody changed the time of the next run. */
  private static final Duration LOOK = Duration.ofMinutes(5);

  private static final int ERROR_LENGTH = 500;

  private final List<Job> jobs;
  private final JobRuns runs;
  private final LockProvider locks;
  private final String instance;
  private final Clock clock;
  private final JobMetrics metrics;
  private final Map<String, Instant> nextLook = new HashMap<>();
  private final Map<String, Instant> notWantedBefore = new HashMap<>();

  JobRunner(
      List<Job> jobs,
      JobRuns runs,
      LockProvider locks,
      String instance,
      Clock clock,
      JobMetrics metrics) {
    this.metrics = metrics;
    this.jobs = List.copyOf(jobs);
    this.runs = runs;
    this.locks = locks;
    this.instance = instance;
    this.clock = clock;
  }

  /** Runs what is due by now. An outage of the database is waited for. */
  void runDue() {
    for (Job job : jobs) {
      Instant now = clock.instant();
      try {
        if (isWanted(job, now) || isOver(nextLook, job, now)) {
          nextLook.put(job.name(), runIfDue(job, now));
        }
      } catch (RuntimeException e) {
        nextLook.put(job.name(), now.plus(ELSEWHERE));
        notWantedBefore.put(job.name(), now.plus(ELSEWHERE));
        log.warn("job_waits job={} error={}", job.name(), message(e));
      }
    }
  }

  /** When a job that last began then is due again. */
  static Instant after(Job job, Instant lastRun) {
    return Objects.requireNonNull(
            CronExpression.parse(job.schedule()).next(lastRun.atOffset(ZoneOffset.UTC)))
        .toInstant();
  }

  private boolean isWanted(Job job, Instant now) {
    return isOver(notWantedBefore, job, now) && job.wanted().getAsBoolean();
  }

  private static boolean isOver(Map<String, Instant> times, Job job, Instant now) {
    return !now.isBefore(times.getOrDefault(job.name(), Instant.MIN));
  }

  /** When to look again. */
  private Instant runIfDue(Job job, Instant now) {
    Instant before = due(job);
    if (before.isAfter(now) && !isWanted(job, now)) {
      return earlier(before, now.plus(LOOK));
    }
    Optional<SimpleLock> lock =
        locks.lock(
            new LockConfiguration(ClockProvider.now(), job.name(), LOCK_AT_MOST, Duration.ZERO));
    if (lock.isEmpty()) {
      return now.plus(ELSEWHERE);
    }
    try {
      Instant due = due(job);
      boolean leave = due.isAfter(now) && !isWanted(job, now);
      return earlier(leave ? due : run(job, now), now.plus(LOOK));
    } finally {
      lock.get().unlock();
    }
  }

  private Instant due(Job job) {
    return runs.find(job.name())
        .map(
            run ->
                run.schedule().equals(job.schedule())
                    ? run.nextRun()
                    : after(job, Objects.requireNonNull(run.lastRun())))
        .orElse(Instant.MIN);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private Instant run(Job job, Instant now) {
    long began = System.nanoTime();
    @Nullable String error = null;
    try {
      job.work().run();
    } catch (RuntimeException e) {
      error = message(e);
      log.warn("job_failed job={} error={}", job.name(), error);
    }
    Instant next =
        error == null ? after(job, now) : earlier(after(job, now), now.plus(AFTER_FAILURE));
    if (error != null) {
      notWantedBefore.put(job.name(), now.plus(AFTER_FAILURE));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    long millis = took.toMillis();
    String outcome = error == null ? "ok" : "failed";
    metrics.ran(job, outcome, took);
    runs.save(
        new JobRun(job.name(), job.schedule(), now, next, outcome, millis, instance, error), now);
    return next;
  }

  private static String message(RuntimeException failure) {
    String text = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
    return text.length() <= ERROR_LENGTH ? text : text.substring(0, ERROR_LENGTH);
  }
}
