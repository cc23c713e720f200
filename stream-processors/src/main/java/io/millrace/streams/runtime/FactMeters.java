package io.millrace.streams.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.streams.projection.FactMeter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The meter of each topology. */
final class FactMeters {

  private final MeterRegistry registry;
  private final Map<String, FactMeter> meters = new ConcurrentHashMap<>();

  FactMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The meter that counts for this application id; always the same one. */
  FactMeter of(String applicationId) {
    return meters.computeIfAbsent(applicationId, id -> new Counters(registry, id));
  }

  private static final class Counters implements FactMeter {

    private final Counter counted;
    private final Counter duplicates;
    private final Counter late;
    private final Counter deadLetters;

    Counters(MeterRegistry registry, String applicationId) {
      counted = counter(registry, applicationId, StreamMetric.COUNTED);
      duplicates = counter(registry, applicationId, StreamMetric.DUPLICATES);
      late = counter(registry, applicationId, StreamMetric.LATE);
      deadLetters = counter(registry, applicationId, StreamMetric.DEAD_LETTERS);
    }

    private static Counter counter(
        MeterRegistry registry, String applicationId, StreamMetric metric) {
      return Counter.builder(metric.metric())
          .description(metric.description())
          .tag(StreamMetric.TOPOLOGY, applicationId)
          .register(registry);
    }

    @Override
    public void counted() {
      counted.increment();
    }

    @Override
    public void duplicate() {
      duplicates.increment();
    }

    @Override
    public void late() {
      late.increment();
    }

    @Override
    public void deadLetter() {
      deadLetters.increment();
    }
  }
}
