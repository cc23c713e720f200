package io.millrace.projection.job;

import java.util.function.BooleanSupplier;
import org.springframework.scheduling.support.CronExpression;

/**
 * Something to do at set times. As a bean it is run: once each time by one instance, at the first
 * start of all, and at a start after a time that was missed. It must do no harm when it is run
 * twice.
 *
 * @param name as it is listed; never changes
 * @param schedule six fields of cron, or {@code @hourly} and the like, in UTC
 * @param work what to do; any exception makes the run a failed one, which is tried again soon
 * @param wanted asked every second, on the jobs' thread, whether it is due before its time
 */
public record Job(String name, String schedule, Runnable work, BooleanSupplier wanted) {

  public Job {
    CronExpression.parse(schedule);
  }

  /** A job that is due at its times only. */
  public Job(String name, String schedule, Runnable work) {
    this(name, schedule, work, () -> false);
  }

  /** A job that is due every full hour. */
  public static Job hourly(String name, Runnable work) {
    return new Job(name, "@hourly", work);
  }

  /**
   * A job that is due once a day.
   *
   * @param time in UTC, as in {@code 02:10}
   */
  public static Job daily(String name, String time, Runnable work) {
    String[] parts = time.split(":", 2);
    return new Job(
        name,
        "0 %d %d * * *".formatted(Integer.parseInt(parts[1]), Integer.parseInt(parts[0])),
        work);
  }
}
