package io.millrace.projection.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.millrace.projection.metrics.Metric;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What one sink counts. */
final class SinkMetrics implements AutoCloseable {

  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Meter> gauges;
  final Counter records;
  final Counter rows;
  final Counter deadLetters;
  final Counter retries;
  final Counter lost;
  final Timer batches;

  SinkMetrics(MeterRegistry registry, SinkState state) {
    this.registry = registry;
    this.tags = Tags.of("projection", state.name(), "version", Integer.toString(state.version()));
    records = counter(Metric.RECORDS);
    rows = counter(Metric.ROWS);
    deadLetters = counter(Metric.DEAD_LETTERS);
    retries = counter(Metric.RETRIES);
    lost = counter(Metric.LOST);
    batches =
        Timer.builder(Metric.BATCHES.id())
            .description(Metric.BATCHES.meaning())
            .tags(tags)
            .register(registry);
    gauges =
        List.of(
            gauge(Metric.LAG, state, SinkState::lag),
            gauge(Metric.FRESHNESS, state, SinkState::freshness));
  }

  /** Takes back what the sink shows; it is over. */
  @Override
  public void close() {
    gauges.forEach(registry::remove);
    List.of(records, rows, deadLetters, retries, lost, batches).forEach(registry::remove);
  }

  private Counter counter(Metric metric) {
    return Counter.builder(metric.id()).description(metric.meaning()).tags(tags).register(registry);
  }

  private Gauge gauge(Metric metric, SinkState state, ToDoubleFunction<SinkState> value) {
    return Gauge.builder(metric.id(), state, value)
        .description(metric.meaning())
        .tags(tags)
        .register(registry);
  }
}
