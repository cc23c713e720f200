package io.millrace.projection.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** The last run of each job, for all instances. Blocks. */
final class JobRuns {

  static final String COLUMNS =
      "name, schedule, last_run, next_run, outcome, duration_ms, instance, error";

  private final JdbcTemplate database;

  JobRuns(JdbcTemplate database) {
    this.database = database;
  }

  Optional<JobRun> find(String name) {
    List<JobRun> found =
        database.query("select " + COLUMNS + " from job_run where name = ?", JobRuns::read, name);
    return found.stream().findFirst();
  }

  void save(JobRun run, Instant lastRun) {
    database.update(
        """
        insert into job_run as j
          (name, schedule, last_run, next_run, outcome, duration_ms, instance, error)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (name) do update set schedule = excluded.schedule,
          last_run = excluded.last_run, next_run = excluded.next_run,
          outcome = excluded.outcome, duration_ms = excluded.duration_ms,
          instance = excluded.instance, error = excluded.error
        """,
        run.name(),
        run.schedule(),
        lastRun.atOffset(ZoneOffset.UTC),
        run.nextRun().atOffset(ZoneOffset.UTC),
        run.outcome(),
        run.durationMs(),
        run.instance(),
        run.error());
  }

  private static JobRun read(ResultSet row, int number) throws SQLException {
    return new JobRun(
        row.getString(1),
        row.getString(2),
        row.getObject(3, OffsetDateTime.class).toInstant(),
        row.getObject(4, OffsetDateTime.class).toInstant(),
        row.getString(5),
        row.getLong(6),
        row.getString(7),
        row.getString(8));
  }
}
