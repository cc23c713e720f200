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

  /** The meter that counts for the topology of this name; always the same one. */
  FactMeter of(String topology) {
    return meters.computeIfAbsent(topology, name -> new Counters(registry, name));
  }

  private static final class Counters implements FactMeter {

    private final Counter counted;
    private final Counter duplicates;
    private final Counter late;
    private final Counter deadLetters;

    Counters(MeterRegistry registry, String topology) {
      counted = counter(registry, topology, StreamMetric.COUNTED);
      duplicates = counter(registry, topology, StreamMetric.DUPLICATES);
      late = counter(registry, topology, StreamMetric.LATE);
      deadLetters = counter(registry, topology, StreamMetric.DEAD_LETTERS);
    }

    private static Counter counter(MeterRegistry registry, String topology, StreamMetric metric) {
      return Counter.builder(metric.metric())
          .description(metric.description())
          .tag(StreamMetric.TOPOLOGY, topology)
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
