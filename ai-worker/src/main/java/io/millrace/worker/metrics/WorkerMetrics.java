package io.millrace.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** Counts what the worker does. Safe for use by many threads. */
@Component
public class WorkerMetrics {

  private final MeterRegistry registry;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Timer wait;
  private final Timer process;

  public WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.wait = timer(WorkerMetric.WAIT);
    this.process = timer(WorkerMetric.PROCESS);
    Gauge.builder(WorkerMetric.IN_FLIGHT.metricName(), inFlight, AtomicInteger::get)
        .description(WorkerMetric.IN_FLIGHT.meaning())
        .register(registry);
  }

  public void received(String topic) {
    inFlight.incrementAndGet();
    counter(WorkerMetric.RECEIVED, "topic", topic).increment();
  }

  /** A result is acknowledged. */
  public void finished(String topic, String outcome, Duration waited, Duration worked) {
    inFlight.decrementAndGet();
    counter(WorkerMetric.FINISHED, "topic", topic, "outcome", outcome).increment();
    wait.record(waited);
    process.record(worked);
  }

  /** A dead letter is acknowledged. */
  public void deadLettered(String topic) {
    inFlight.decrementAndGet();
    counter(WorkerMetric.DEAD_LETTERED, "topic", topic).increment();
  }

  public int inFlight() {
    return inFlight.get();
  }

  /** Results written since the start, with the average times. */
  public Stats stats() {
    return new Stats(
        wait.count(),
        Math.round(wait.mean(TimeUnit.MILLISECONDS)),
        Math.round(process.mean(TimeUnit.MILLISECONDS)));
  }

  private Timer timer(WorkerMetric metric) {
    return Timer.builder(metric.metricName()).description(metric.meaning()).register(registry);
  }

  private Counter counter(WorkerMetric metric, String... tags) {
    return Counter.builder(metric.metricName())
        .description(metric.meaning())
        .tags(tags)
        .register(registry);
  }

  /**
   * What {@code /api/health} tells.
   *
   * @param totalProcessed results written since the start
   */
  public record Stats(long totalProcessed, long avgWaitTimeMs, long avgProcessTimeMs) {}
}
