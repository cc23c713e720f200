package io.millrace.worker.completion;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.worker.metrics.WorkerMetric;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;

/** Counts calls of providers and shows their state. Safe for use by many threads. */
final class ProviderMetrics {

  static final String COMPLETED = "completed";
  static final String CANCELLED = "cancelled";

  private static final String PROVIDER = "provider";
  private static final double MILLIS_PER_SECOND = 1_000;

  private final MeterRegistry registry;

  ProviderMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void watch(Provider provider) {
    gauge(WorkerMetric.CIRCUIT, provider, ProviderMetrics::level);
    gauge(WorkerMetric.GATE, provider, each -> each.state().gateMs() / MILLIS_PER_SECOND);
  }

  private void gauge(WorkerMetric metric, Provider provider, ToDoubleFunction<Provider> value) {
    Gauge.builder(metric.metricName(), provider, value)
        .description(metric.meaning())
        .tag(PROVIDER, provider.state().name())
        .strongReference(true)
        .register(registry);
  }

  private static double level(Provider provider) {
    return switch (provider.circuit()) {
      case CLOSED -> 0;
      case HALF_OPEN -> 1;
      case OPEN -> 2;
    };
  }

  Call begin(String provider) {
    return new Call(provider);
  }

  /** One call. Only the first token and the first end count. */
  final class Call {

    private final String provider;
    private final Timer.Sample sample = Timer.start(registry);
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();

    private Call(String provider) {
      this.provider = provider;
    }

    void token() {
      if (begun.compareAndSet(false, true)) {
        sample.stop(
            Timer.builder(WorkerMetric.FIRST_TOKEN.metricName())
                .description(WorkerMetric.FIRST_TOKEN.meaning())
                .tag(PROVIDER, provider)
                .register(registry));
      }
    }

    void end(String outcome) {
      if (ended.compareAndSet(false, true)) {
        Counter.builder(WorkerMetric.PROVIDER_CALLS.metricName())
            .description(WorkerMetric.PROVIDER_CALLS.meaning())
            .tags(PROVIDER, provider, "outcome", outcome)
            .register(registry)
            .increment();
      }
    }
  }
}
