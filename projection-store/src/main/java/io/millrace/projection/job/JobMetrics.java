package io.millrace.projection.job;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.projection.metrics.Metric;
import java.time.Duration;
import java.util.List;

/** How jobs did in this process; there from the start, so that a first failure is a step up. */
final class JobMetrics {

  private final MeterRegistry registry;

  JobMetrics(MeterRegistry registry, List<Job> jobs) {
    this.registry = registry;
    jobs.forEach(job -> List.of("ok", "failed").forEach(outcome -> timer(job, outcome)));
  }

  void ran(Job job, String outcome, Duration took) {
    timer(job, outcome).record(took);
  }

  private Timer timer(Job job, String outcome) {
    return Timer.builder(Metric.JOB_RUNS.id())
        .description(Metric.JOB_RUNS.meaning())
        .tags("job", job.name(), "outcome", outcome)
        .register(registry);
  }
}
