package io.millrace.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.worker.lease.Lane;
import io.millrace.worker.lease.QueueCounts;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** Counts what the worker does. Safe for use by many threads. */
@Component
public class WorkerMetrics {

  private static final Duration[] STEPS = {
    Duration.ofMillis(50),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60),
    Duration.ofSeconds(120)
  };

  private final MeterRegistry registry;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder processed = new LongAdder();
  private final LongAdder waitMs = new LongAdder();
  private final LongAdder processMs = new LongAdder();
  private volatile int held;
  private volatile QueueCounts queue = new QueueCounts(0, 0, 0);

  public WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
    gauge(WorkerMetric.IN_FLIGHT, metrics -> metrics.inFlight.get());
    gauge(WorkerMetric.HELD, metrics -> metrics.held);
    gauge(WorkerMetric.QUEUE, metrics -> metrics.queue.queued(), "state", "waiting");
    gauge(WorkerMetric.QUEUE, metrics -> metrics.queue.running(), "state", "running");
    gauge(WorkerMetric.UNACCOUNTED, metrics -> metrics.queue.unaccounted());
    for (Lane lane : Lane.values()) {
      timer(WorkerMetric.WAIT, "priority", lane.toString());
      timer(WorkerMetric.PROCESS, "priority", lane.toString());
    }
  }

  /** A request has a worker's attention. */
  public void begun(String topic) {
    inFlight.incrementAndGet();
    counter(WorkerMetric.RECEIVED, "topic", topic).increment();
  }

  /** It has it no longer. */
  public void left() {
    inFlight.decrementAndGet();
  }

  /** A result is acknowledged. */
  public void finished(String topic, Lane lane, String outcome, AiResult result) {
    counter(WorkerMetric.FINISHED, "topic", topic, "outcome", outcome).increment();
    Duration waited = Duration.ofMillis(result.getWaitMs());
    Duration worked = Duration.ofMillis(result.getProcessMs());
    timer(WorkerMetric.WAIT, "priority", lane.toString()).record(waited);
    timer(WorkerMetric.PROCESS, "priority", lane.toString()).record(worked);
    timer(WorkerMetric.DURATION, "priority", lane.toString(), "outcome", outcome)
        .record(waited.plus(worked));
    counter(WorkerMetric.TOKENS, "kind", "prompt").increment(result.getUsage().getPromptTokens());
    counter(WorkerMetric.TOKENS, "kind", "completion")
        .increment(result.getUsage().getCompletionTokens());
    if (result.getFallback()) {
      counter(WorkerMetric.FALLBACK).increment();
    }
    processed.increment();
    waitMs.add(result.getWaitMs());
    processMs.add(result.getProcessMs());
  }

  /** A record that tells of no request at all is dealt with. */
  public void unknown(String topic) {
    counter(WorkerMetric.FINISHED, "topic", topic, "outcome", "unreadable").increment();
  }

  public void skipped(String topic) {
    counter(WorkerMetric.SKIPPED, "topic", topic).increment();
  }

  public void retried(String topic, String code) {
    counter(WorkerMetric.RETRIED, "topic", topic, "code", code).increment();
  }

  public void postponed(String topic) {
    counter(WorkerMetric.POSTPONED, "topic", topic).increment();
  }

  /** A dead letter is acknowledged. */
  public void deadLettered(String topic) {
    counter(WorkerMetric.DEAD_LETTERED, "topic", topic).increment();
  }

  public void withoutLease() {
    counter(WorkerMetric.WITHOUT_LEASE).increment();
  }

  /** How many requests wait in this worker. */
  public void held(int requests) {
    held = requests;
  }

  /** What Redis tells of all workers. */
  public void queue(QueueCounts counts) {
    queue = counts;
  }

  public int inFlight() {
    return inFlight.get();
  }

  /** Results written since the start, with the average times. */
  public Stats stats() {
    long count = processed.sum();
    long divisor = Math.max(1, count);
    return new Stats(count, waitMs.sum() / divisor, processMs.sum() / divisor);
  }

  private void gauge(WorkerMetric metric, ToDoubleFunction<WorkerMetrics> value, String... tags) {
    Gauge.builder(metric.metricName(), this, value)
        .description(metric.meaning())
        .tags(tags)
        .register(registry);
  }

  private Timer timer(WorkerMetric metric, String... tags) {
    return Timer.builder(metric.metricName())
        .description(metric.meaning())
        .serviceLevelObjectives(STEPS)
        .tags(Tags.of(tags))
        .register(registry);
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
