package io.millrace.projection.sink;

import io.millrace.projection.sink.SinkFactory.Sink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs a sink for every version of every projection bean, from when the versions are known until
 * the app stops.
 */
@Component
public class Sinks implements SmartLifecycle, ProjectionStatus {

  private static final Logger log = LoggerFactory.getLogger(Sinks.class);
  private static final long STOP_MILLIS = 4_000;

  private final List<Projection<?>> projections;
  private final SinkFactory factory;
  private final Map<String, TreeMap<Integer, Sink>> sinks = new TreeMap<>();
  private volatile Map<String, Map<Integer, Sink>> shown = Map.of();
  private volatile Map<String, Versions> versions = Map.of();
  private volatile boolean running;

  Sinks(List<Projection<?>> projections, SinkFactory factory) {
    this.projections = projections.stream().sorted(Comparator.comparing(Projection::name)).toList();
    this.factory = factory;
  }

  /** Starts and stops sinks, so that those run that are kept of each projection. */
  public synchronized void follow(Map<String, Versions> now) {
    if (!running) {
      return;
    }
    versions = Map.copyOf(now);
    for (Projection<?> projection : projections) {
      Versions kept = of(now, projection);
      TreeMap<Integer, Sink> own =
          sinks.computeIfAbsent(projection.name(), name -> new TreeMap<>());
      for (Integer version : List.copyOf(own.keySet())) {
        if (!kept.kept().contains(version)) {
          end(projection, version, Objects.requireNonNull(own.remove(version)));
        }
      }
      kept.kept()
          .forEach(version -> own.computeIfAbsent(version, added -> begin(projection, added)));
    }
    Map<String, Map<Integer, Sink>> changed = new TreeMap<>();
    sinks.forEach((name, own) -> changed.put(name, new TreeMap<>(own)));
    shown = changed;
  }

  @Override
  public List<State> projections() {
    return projections.stream().flatMap(this::states).toList();
  }

  /** The versions of each projection that run here; none until they are known. */
  public Map<String, Set<Integer>> running() {
    Map<String, Set<Integer>> running = new TreeMap<>();
    shown.forEach((name, own) -> running.put(name, Set.copyOf(own.keySet())));
    return running;
  }

  /** Takes note of how far a version is behind. */
  public void stands(String projection, int version, Standing standing) {
    Sink sink = shown.getOrDefault(projection, Map.of()).get(version);
    if (sink != null) {
      sink.state().stands(standing);
    }
  }

  /** Why sinks of what readers see are not ready, one line for each that is not. */
  public List<String> notReady() {
    List<String> reasons = new ArrayList<>();
    for (Projection<?> projection : projections) {
      Sink sink = own(projection).get(of(versions, projection).active());
      String reason =
          sink == null ? projection.name() + ": versions not known yet" : sink.state().notReady();
      if (reason != null) {
        reasons.add(reason);
      }
    }
    return reasons;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    List<Sink> all = new ArrayList<>();
    synchronized (this) {
      running = false;
      sinks.values().forEach(own -> all.addAll(own.values()));
    }
    all.forEach(sink -> sink.loop().stop());
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
    for (Sink sink : all) {
      join(sink.thread(), deadline);
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private Sink begin(Projection<?> projection, int version) {
    Sink sink =
        factory.sink(projection, version, () -> of(versions, projection).active() == version);
    sink.thread().start();
    log.info("{}: version {} runs", projection.name(), version);
    return sink;
  }

  private static void end(Projection<?> projection, int version, Sink sink) {
    sink.loop().stop();
    sink.metrics().close();
    log.info("{}: version {} ends", projection.name(), version);
  }

  private Stream<State> states(Projection<?> projection) {
    Map<Integer, Sink> own = own(projection);
    Versions roles = of(versions, projection);
    return own.isEmpty()
        ? Stream.of(new State(projection.name(), 1, "starting", 0, 0, null, null, "active"))
        : own.entrySet().stream()
            .map(sink -> sink.getValue().state().snapshot().as(roles.role(sink.getKey())));
  }

  private Map<Integer, Sink> own(Projection<?> projection) {
    return shown.getOrDefault(projection.name(), Map.of());
  }

  private static Versions of(Map<String, Versions> versions, Projection<?> projection) {
    return versions.getOrDefault(projection.name(), Versions.FIRST);
  }

  private static void join(Thread thread, long deadline) {
    try {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      thread.join(Math.max(1, millis));
      if (thread.isAlive()) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
