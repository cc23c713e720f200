package io.millrace.ingest.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.infra.embedded.RedisCluster;
import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.ratelimit.AiTermsOf;
import io.millrace.ingest.redis.Redis;
import io.millrace.ingest.redis.RedisSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every script of the queue on a Redis Cluster, where its keys must be in one slot. */
class QueueOnClusterIT {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void request_entersIsSeenAndCancelled() throws Exception {
    try (RedisCluster cluster = new RedisCluster()) {
      cluster.start();
      try (Redis redis = new Redis(new RedisSettings(cluster.url(), Duration.ofSeconds(5)))) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        AiQueue queue =
            new AiQueue(
                redis,
                new QueueSettings(10, 4, Duration.ofSeconds(20)),
                Clock.fixed(NOW, ZoneOffset.UTC),
                registry);
        await()
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> {
                  redis.probe();
                  return redis.answering();
                });
        for (String tenant : List.of("t", "other")) {
          assertThat(enter(queue, tenant)).isNull();
        }
        assertThat(registry.get("millrace.ingest.ai.queue.fallbacks").counter().count()).isZero();
        queue.look();
        await().until(() -> queue.state().waiting() == 2);
        CompletableFuture<AiQueue.Cancelled> cancelled = new CompletableFuture<>();
        queue.cancel("other", "r", null, (how, problem) -> cancelled.complete(how));
        assertThat(cancelled.get(30, TimeUnit.SECONDS)).isEqualTo(AiQueue.Cancelled.DONE);
      }
    }
  }

  private static @Nullable Problem enter(AiQueue queue, String tenant) throws Exception {
    CompletableFuture<@Nullable Problem> refusal = new CompletableFuture<>();
    new Entrance(
            queue,
            new Entrant(tenant, "r", "", AiLane.NORMAL, null, null, AiTermsOf.limits(Map.of())))
        .enter(refusal::complete);
    return refusal.get(30, TimeUnit.SECONDS);
  }
}
