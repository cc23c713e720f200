package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.projection.database.DatabaseFixture;
import io.millrace.projection.kafka.KafkaFixture;
import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.projection.kafka.SharedAdmin;
import io.r2dbc.pool.ConnectionPool;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SinkLoopTest {

  private static final KafkaSettings NO_KAFKA = new KafkaSettings("localhost:1");

  private final TallyProjection projection = new TallyProjection("t");
  private final SinkState state = new SinkState(projection, Clock.systemUTC(), 1_000);
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void run_survivesErrorsAndSaysSo() throws InterruptedException {
    state.at(1, 0);
    assertThat(state.notReady()).isNull();
    ConnectionPool pool = DatabaseFixture.pool("postgresql://nobody:x@localhost:1/none");
    try (SharedAdmin admin = KafkaFixture.admin(NO_KAFKA)) {
      SinkLoop<?> loop = loop(new Checkpoints(pool, Duration.ofSeconds(1)), admin);
      Thread thread = new Thread(loop, "sink-test");
      thread.start();
      await().until(() -> attempts.get() >= 3);
      assertThat(state.snapshot().state()).isEqualTo("retrying");
      assertThat(state.notReady()).isEqualTo(projection.name() + ": broken class");

      loop.stop();
      thread.join(Duration.ofSeconds(10).toMillis());
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(state.snapshot().state()).isEqualTo("stopped");
    assertThat(state.notReady()).isEqualTo(projection.name() + ": stopped");
  }

  private SinkLoop<?> loop(Checkpoints checkpoints, SharedAdmin admin) {
    SinkMetrics metrics = new SinkMetrics(new SimpleMeterRegistry(), state);
    return new SinkLoop<>(
        projection,
        () -> {
          attempts.incrementAndGet();
          throw new LinkageError("broken class");
        },
        admin,
        checkpoints,
        new BatchApplier<>(projection, "test", checkpoints, new DeadLetters(NO_KAFKA), metrics),
        new Backoff(Duration.ofMillis(1), Duration.ofMillis(10)),
        state,
        metrics);
  }
}
