package io.millrace.projection.sink;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.projection.database.Migration;
import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.projection.kafka.SharedAdmin;
import io.r2dbc.pool.ConnectionPool;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Runs a sink for every projection bean, from when the schema is there until the app stops. */
@Component
public class Sinks implements SmartLifecycle, ProjectionStatus {

  private static final long STOP_MILLIS = 4_000;

  private record Sink(SinkLoop<?> loop, SinkState state, Thread thread) {}

  private final Migration migration;
  private final KafkaSettings kafka;
  private final SinkSettings settings;
  private final List<Sink> sinks;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile boolean running;

  Sinks(
      List<Projection<?>> projections,
      Migration migration,
      KafkaSettings kafka,
      SharedAdmin admin,
      DeadLetters deadLetters,
      @Qualifier("sinkPool") ConnectionPool pool,
      SinkSettings settings,
      MeterRegistry registry,
      Clock clock) {
    this.migration = migration;
    this.kafka = kafka;
    this.settings = settings;
    Checkpoints checkpoints = new Checkpoints(pool, settings.transactionTimeout());
    this.sinks =
        projections.stream()
            .sorted(Comparator.comparing(projection -> projection.name()))
            .<Sink>map(
                projection -> sink(projection, admin, deadLetters, checkpoints, registry, clock))
            .toList();
  }

  @Override
  public List<State> projections() {
    return sinks.stream().map(sink -> sink.state.snapshot()).toList();
  }

  /** Why sinks are not ready, one line for each that is not. */
  public List<String> notReady() {
    return sinks.stream().map(sink -> sink.state.notReady()).filter(Objects::nonNull).toList();
  }

  @Override
  public void start() {
    running = true;
    sinks.forEach(sink -> sink.thread.start());
  }

  @Override
  public void stop() {
    stopping.countDown();
    sinks.forEach(sink -> sink.loop.stop());
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
    for (Sink sink : sinks) {
      join(sink.thread, deadline);
    }
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private <R> Sink sink(
      Projection<R> projection,
      SharedAdmin admin,
      DeadLetters deadLetters,
      Checkpoints checkpoints,
      MeterRegistry registry,
      Clock clock) {
    String group = "projection-store." + projection.name();
    SinkState state = new SinkState(projection, clock, settings.readyLag());
    SinkMetrics metrics = new SinkMetrics(registry, state);
    BatchApplier<R> applier =
        new BatchApplier<>(projection, group, checkpoints, deadLetters, state, metrics);
    SinkLoop<R> loop =
        new SinkLoop<>(
            projection,
            () -> consumer(group),
            admin,
            checkpoints,
            applier,
            settings.backoff(),
            state,
            metrics);
    Thread thread = new Thread(() -> runWhenMigrated(loop, state), "sink-" + projection.name());
    thread.setDaemon(true);
    return new Sink(loop, state, thread);
  }

  private Consumer<byte[], byte @Nullable []> consumer(String group) {
    Map<String, Object> config = kafka.consumer();
    config.put("group.id", group);
    config.put("group.protocol", "classic");
    config.put("session.timeout.ms", (int) settings.session().toMillis());
    config.put("heartbeat.interval.ms", (int) settings.session().toMillis() / 4);
    config.put("partition.assignment.strategy", List.of(CooperativeStickyAssignor.class.getName()));
    config.put("max.poll.records", settings.batch());
    config.put("fetch.max.bytes", 16 * 1024 * 1024);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void runWhenMigrated(SinkLoop<?> loop, SinkState state) {
    try {
      while (stopping.getCount() > 0) {
        if (migration.await(100, TimeUnit.MILLISECONDS)) {
          loop.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      state.stopped();
    }
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
