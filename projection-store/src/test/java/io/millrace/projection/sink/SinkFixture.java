package io.millrace.projection.sink;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.projection.database.DatabaseFixture;
import io.millrace.projection.kafka.KafkaFixture;
import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.projection.kafka.SharedAdmin;
import io.r2dbc.pool.ConnectionPool;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One sink, put together by hand so that a test can run it in any group and break it. */
final class SinkFixture implements AutoCloseable {

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final SinkState state;
  final SinkMetrics metrics;
  private final ConnectionPool pool;
  private final SharedAdmin admin;
  private final DeadLetters deadLetters;
  private final SinkLoop<?> loop;
  private final Thread thread;

  <R> SinkFixture(
      Projection<R> projection, String bootstrapServers, String databaseUrl, String group) {
    KafkaSettings kafka = new KafkaSettings(bootstrapServers);
    pool = DatabaseFixture.pool(databaseUrl);
    admin = KafkaFixture.admin(kafka);
    deadLetters = new DeadLetters(kafka);
    state = new SinkState(projection, Clock.systemUTC(), 1000);
    metrics = new SinkMetrics(registry, state);
    Checkpoints checkpoints = new Checkpoints(pool, Duration.ofSeconds(10));
    loop =
        new SinkLoop<>(
            projection,
            () -> {
              Map<String, Object> config = kafka.consumer();
              config.put("group.id", group);
              config.put("session.timeout.ms", 6_000);
              config.put("max.poll.records", 500);
              return new KafkaConsumer<>(
                  config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            },
            admin,
            checkpoints,
            new BatchApplier<>(projection, group, checkpoints, deadLetters, metrics),
            new Backoff(Duration.ofMillis(50), Duration.ofMillis(500)),
            state,
            metrics);
    thread = new Thread(loop, group);
    thread.start();
  }

  @Override
  public void close() throws InterruptedException {
    loop.stop();
    thread.join(SECONDS.toMillis(60));
    if (thread.isAlive()) {
      throw new IllegalStateException("the sink did not stop");
    }
    deadLetters.close();
    admin.close();
    pool.dispose();
  }
}
