package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.projection.database.DatabaseFixture;
import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.projection.live.LiveFixture;
import io.millrace.projection.live.LivePublisher;
import io.millrace.projection.live.RedisSettings;
import io.millrace.projection.reads.LiveWatch;
import io.millrace.projection.reads.ReadApp;
import io.millrace.projection.reads.ReadClient;
import io.millrace.projection.stock.StockSinkFixture;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A sink of another process dies; whoever watches over this one must not go on seeing old rows. */
class TakeOverIT {

  private static final String TENANT = "take-over";
  private static final int PARTITION = 1_500;

  private final ReadApp app = ReadApp.shared();
  private final ReadClient client = app.client(TENANT, "read");

  @Test
  void watcher_isToldToReadAgain_whenAProcessDiedBetweenCommitAndNews() throws Exception {
    ConnectionPool pool = DatabaseFixture.pool(app.postgres().url());
    Checkpoints checkpoints = new Checkpoints(pool, Duration.ofSeconds(10));
    try (DeadLetters deadLetters = new DeadLetters(new KafkaSettings(app.kafka()));
        LivePublisher live =
            LiveFixture.publisher(new RedisSettings(app.redis().url(), Duration.ofSeconds(5)));
        LiveWatch watch = LiveWatch.of(client, "stock:st,sales:st")) {
      watch.awaitWatching("stock:st").awaitWatching("sales:st");
      await()
          .until(
              () -> {
                live.publish(TENANT, "stock:st", "first", "first");
                return watch.holds("first");
              });
      Log log = new Log(Topics.PROJECTION_STOCK_LEVELS, PARTITION);
      log.add(level(5));
      log.add(level(8));
      Owner<?> first = new Owner<>(StockSinkFixture.levels(live), checkpoints, deadLetters, log);
      first.work(1, Breakable.Step.NONE);
      await().until(() -> watch.holds("\"quantity\":5,"));
      assertThat(first.timesResumed()).as("nobody was there before").isZero();

      assertThatThrownBy(() -> first.work(1, Breakable.Step.COMMITTED))
          .isInstanceOf(Breakable.Killed.class);
      assertThat(client.get("/api/stock/tea").body()).contains("\"quantity\":8,");
      assertThat(watch.holds("\"quantity\":8,")).isFalse();

      Owner<?> second = new Owner<>(StockSinkFixture.levels(live), checkpoints, deadLetters, log);
      assertThat(second.timesResumed()).isEqualTo(1);
      await().until(() -> watch.holds("{\"channel\":\"stock:st\"}"));
      assertThat(watch.holds("{\"channel\":\"sales:st\"}")).as("of another kind").isFalse();
    } finally {
      pool.dispose();
    }
  }

  private static StockLevel level(long quantity) {
    return StockLevel.newBuilder()
        .setTenant(TENANT)
        .setStoreId("st")
        .setProductId("tea")
        .setQuantityMilli(quantity * 1_000)
        .setUpdatedAt(Timestamps.of(ReadApp.NOW))
        .setRevision(quantity)
        .build();
  }
}
