package io.millrace.streams.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.streams.projection.ProjectionTopology;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Starts every topology with the application and closes them with it, all at the same time. */
final class TopologyRunners implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(TopologyRunners.class);

  private final List<TopologyRunner> runners;
  private final Duration shutdownTimeout;
  private volatile boolean running;

  TopologyRunners(
      List<ProjectionTopology> topologies, StreamsSettings settings, MeterRegistry registry) {
    FactMeters meters = new FactMeters(registry);
    runners =
        topologies.stream()
            .map(
                topology ->
                    new TopologyRunner(topology, settings, meters.of(topology.applicationId())))
            .toList();
    shutdownTimeout = settings.shutdownTimeout();
    for (TopologyRunner runner : runners) {
      gauge(registry, runner, StreamMetric.RUNNING, status -> status.running() ? 1 : 0);
      gauge(registry, runner, StreamMetric.LAG, TopologyStatus::lag);
    }
  }

  List<TopologyStatus> status() {
    return runners.stream().map(TopologyRunner::status).toList();
  }

  @Override
  public void start() {
    running = true;
    runners.forEach(TopologyRunner::start);
  }

  @Override
  public void stop() {
    running = false;
    runners.forEach(TopologyRunner::stop);
    long deadline = System.nanoTime() + shutdownTimeout.toNanos();
    try {
      for (TopologyRunner runner : runners) {
        runner.awaitStop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      LOG.warn("Interrupted while closing the topologies");
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private static void gauge(
      MeterRegistry registry,
      TopologyRunner runner,
      StreamMetric metric,
      ToDoubleFunction<TopologyStatus> value) {
    Gauge.builder(metric.metric(), runner, source -> value.applyAsDouble(source.status()))
        .description(metric.description())
        .tag(StreamMetric.TOPOLOGY, runner.status().applicationId())
        .register(registry);
  }
}
