package io.millrace.projection.job;

import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What is run at set times, and how it went. */
@Component
class JobQuery {

  private final List<Job> jobs;
  private final ReadDatabase database;
  private final Clock clock;

  JobQuery(List<Job> jobs, ReadDatabase database, Clock clock) {
    this.jobs = jobs.stream().sorted(Comparator.comparing(Job::name)).toList();
    this.database = database;
    this.clock = clock;
  }

  /** All jobs by name; one that never ran is due now. */
  Mono<List<JobRun>> all() {
    return database
        .list(Sql.of("select " + JobRuns.COLUMNS + " from job_run limit 1000"), JobQuery::run)
        .map(
            runs -> {
              Map<String, JobRun> byName =
                  runs.stream().collect(Collectors.toMap(JobRun::name, Function.identity()));
              return jobs.stream().map(job -> byName.getOrDefault(job.name(), never(job))).toList();
            });
  }

  private JobRun never(Job job) {
    return new JobRun(job.name(), job.schedule(), null, clock.instant(), null, null, null, null);
  }

  private static JobRun run(Readable row) {
    return new JobRun(
        Columns.text(row, "name"),
        Columns.text(row, "schedule"),
        Columns.time(row, "last_run"),
        Columns.time(row, "next_run"),
        Columns.text(row, "outcome"),
        Columns.number(row, "duration_ms"),
        Columns.text(row, "instance"),
        Columns.textOrNull(row, "error"));
  }
}
