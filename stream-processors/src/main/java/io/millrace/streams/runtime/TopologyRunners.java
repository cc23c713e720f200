package io.millrace.streams.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.streams.projection.ProjectionTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs every topology in the versions there are to be, from when those are known until the
 * application stops; then closes all at the same time.
 */
final class TopologyRunners implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(TopologyRunners.class);
  private static final long LOOK_MILLIS = 200;

  private record Running(Application application, TopologyRunner runner, List<Meter> meters) {}

  private final TopologyPlan plan;
  private final VersionTable versions;
  private final StreamsSettings settings;
  private final MeterRegistry registry;
  private final FactMeters meters;
  private final ScheduledExecutorService follower =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "topology-versions"));
  private final Map<String, Running> running = new ConcurrentSkipListMap<>();
  private final List<TopologyRunner> retired = new CopyOnWriteArrayList<>();
  private volatile boolean started;

  TopologyRunners(
      List<ProjectionTopology> topologies, StreamsSettings settings, MeterRegistry registry) {
    this.plan = new TopologyPlan(topologies);
    this.versions = new VersionTable(settings.bootstrapServers());
    this.settings = settings;
    this.registry = registry;
    this.meters = new FactMeters(registry);
  }

  /** Every topology that runs. */
  List<TopologyStatus> status() {
    return status(version -> true);
  }

  /** Those that somebody reads; versions that are being built, or kept for a rollback, are not. */
  List<TopologyStatus> serving() {
    return status(TopologyVersion::serving);
  }

  private List<TopologyStatus> status(Predicate<TopologyVersion> wanted) {
    if (running.isEmpty()) {
      return waiting();
    }
    List<TopologyStatus> all = new ArrayList<>();
    for (Running each : running.values()) {
      TopologyStatus status = each.runner.status();
      each.application.parts().stream()
          .filter(wanted)
          .map(part -> status.of(part.name()))
          .forEach(all::add);
    }
    return all;
  }

  @Override
  public void start() {
    started = true;
    versions.start();
    follower.scheduleWithFixedDelay(this::follow, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    started = false;
    follower.shutdown();
    try {
      if (!follower.awaitTermination(LOOK_MILLIS * 5, TimeUnit.MILLISECONDS)) {
        LOG.warn("Still changing versions while closing the topologies");
      }
      List<TopologyRunner> all =
          new ArrayList<>(running.values().stream().map(Running::runner).toList());
      all.addAll(retired);
      all.forEach(TopologyRunner::stop);
      long deadline = System.nanoTime() + settings.shutdownTimeout().toNanos();
      for (TopologyRunner runner : all) {
        runner.awaitStop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      LOG.warn("Interrupted while closing the topologies");
      Thread.currentThread().interrupt();
    } finally {
      versions.close();
    }
  }

  @Override
  public boolean isRunning() {
    return started;
  }

  private void follow() {
    try {
      if (versions.known()) {
        run(plan.running(versions.all()));
      }
    } catch (RuntimeException e) {
      LOG.warn("Versions not followed, trying again: {}", Failures.reason(e));
    }
  }

  private void run(List<TopologyVersion> wanted) {
    Map<String, Application> byId = new TreeMap<>();
    Application.of(wanted, plan.topologies())
        .forEach(application -> byId.put(application.id(), application));
    for (String id : List.copyOf(running.keySet())) {
      if (!byId.containsKey(id)) {
        retire(Objects.requireNonNull(running.remove(id)));
      }
    }
    byId.forEach(
        (id, application) -> {
          Running before = running.get(id);
          if (before == null) {
            running.put(id, begin(application));
          } else if (!before.application.equals(application)) {
            running.put(id, change(before, application));
          }
        });
    retired.removeIf(TopologyRunner::isOver);
  }

  private Running begin(Application application) {
    TopologyRunner runner = new TopologyRunner(application, settings, meters);
    runner.start();
    return new Running(application, runner, gauges(application, runner));
  }

  private Running change(Running before, Application application) {
    if (before.application.names().equals(application.names())) {
      return new Running(application, before.runner, before.meters);
    }
    LOG.info("{} goes on with {}", application.id(), application.names());
    before.meters.forEach(registry::remove);
    before.runner.change(application);
    return new Running(application, before.runner, gauges(application, before.runner));
  }

  private List<Meter> gauges(Application application, TopologyRunner runner) {
    return application.names().stream()
        .flatMap(
            name ->
                Stream.of(
                    gauge(name, runner, StreamMetric.RUNNING, status -> status.running() ? 1 : 0),
                    gauge(name, runner, StreamMetric.LAG, TopologyStatus::lag)))
        .<Meter>map(gauge -> gauge)
        .toList();
  }

  private void retire(Running over) {
    LOG.info("{} is retired", over.application.id());
    over.meters.forEach(registry::remove);
    retired.add(over.runner);
    over.runner.retire();
  }

  private List<TopologyStatus> waiting() {
    return plan.topologies().stream()
        .map(
            topology ->
                new TopologyStatus(topology.applicationId(), null, 0, 0, versions.waitsFor()))
        .toList();
  }

  private Gauge gauge(
      String topology,
      TopologyRunner runner,
      StreamMetric metric,
      ToDoubleFunction<TopologyStatus> value) {
    return Gauge.builder(metric.metric(), runner, source -> value.applyAsDouble(source.status()))
        .description(metric.description())
        .tag(StreamMetric.TOPOLOGY, topology)
        .register(registry);
  }
}
