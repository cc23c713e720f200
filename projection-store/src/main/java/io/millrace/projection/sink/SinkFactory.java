package io.millrace.projection.sink;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.projection.kafka.SharedAdmin;
import io.r2dbc.pool.ConnectionPool;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Puts the sink of one version of a projection together. */
@Component
class SinkFactory {

  private static final int RETRY_MILLIS = 250;

  private final KafkaSettings kafka;
  private final SharedAdmin admin;
  private final DeadLetters deadLetters;
  private final Checkpoints checkpoints;
  private final SinkSettings settings;
  private final MeterRegistry registry;
  private final Clock clock;

  SinkFactory(
      KafkaSettings kafka,
      SharedAdmin admin,
      DeadLetters deadLetters,
      @Qualifier("sinkPool") ConnectionPool pool,
      SinkSettings settings,
      MeterRegistry registry,
      Clock clock) {
    this.kafka = kafka;
    this.admin = admin;
    this.deadLetters = deadLetters;
    this.checkpoints = new Checkpoints(pool, settings.transactionTimeout());
    this.settings = settings;
    this.registry = registry;
    this.clock = clock;
  }

  /** A sink with the thread it is to run on, which is not started. */
  record Sink(SinkLoop<?> loop, SinkState state, SinkMetrics metrics, Thread thread) {}

  <R> Sink sink(Projection<R> projection, int version, BooleanSupplier active) {
    Projection<R> versioned = new ProjectionVersion<>(projection, version, active);
    String suffix = projection.name() + (version == 1 ? "" : "-v" + version);
    String group = "projection-store." + suffix;
    SinkState state = new SinkState(versioned, clock, settings.readyLag());
    SinkMetrics metrics = new SinkMetrics(registry, state);
    BatchApplier<R> applier =
        new BatchApplier<>(versioned, group, checkpoints, deadLetters, metrics);
    SinkLoop<R> loop =
        new SinkLoop<>(
            versioned,
            () -> consumer(group),
            admin,
            checkpoints,
            applier,
            settings.backoff(),
            state,
            metrics);
    Thread thread = new Thread(loop, "sink-" + suffix);
    thread.setDaemon(true);
    return new Sink(loop, state, metrics, thread);
  }

  private Consumer<byte[], byte @Nullable []> consumer(String group) {
    Map<String, Object> config = kafka.consumer();
    config.put("group.id", group);
    config.put("group.protocol", "classic");
    config.put("session.timeout.ms", (int) settings.session().toMillis());
    config.put("heartbeat.interval.ms", (int) settings.session().toMillis() / 4);
    // Also how often the client wakes up to see whether a heartbeat is due.
    config.put("retry.backoff.ms", RETRY_MILLIS);
    config.put("partition.assignment.strategy", List.of(CooperativeStickyAssignor.class.getName()));
    config.put("max.poll.records", settings.batch());
    config.put("fetch.max.bytes", 16 * 1024 * 1024);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
