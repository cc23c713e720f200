package io.millrace.projection.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.projection.metrics.Metric;
import java.util.function.ToDoubleFunction;

/** What one sink counts. */
final class SinkMetrics {

  private static final String TAG = "projection";

  private final MeterRegistry registry;
  final Counter records;
  final Counter rows;
  final Counter deadLetters;
  final Counter retries;
  final Counter lost;
  final Timer batches;

  SinkMetrics(MeterRegistry registry, SinkState state) {
    this.registry = registry;
    String name = state.name();
    records = counter(Metric.RECORDS, name);
    rows = counter(Metric.ROWS, name);
    deadLetters = counter(Metric.DEAD_LETTERS, name);
    retries = counter(Metric.RETRIES, name);
    lost = counter(Metric.LOST, name);
    batches =
        Timer.builder(Metric.BATCHES.id())
            .description(Metric.BATCHES.meaning())
            .tag(TAG, name)
            .register(registry);
    gauge(Metric.LAG, state, SinkState::lag);
    gauge(Metric.FRESHNESS, state, SinkState::freshness);
  }

  private Counter counter(Metric metric, String name) {
    return Counter.builder(metric.id())
        .description(metric.meaning())
        .tag(TAG, name)
        .register(registry);
  }

  private void gauge(Metric metric, SinkState state, ToDoubleFunction<SinkState> value) {
    Gauge.builder(metric.id(), state, value)
        .description(metric.meaning())
        .tag(TAG, state.name())
        .register(registry);
  }
}
