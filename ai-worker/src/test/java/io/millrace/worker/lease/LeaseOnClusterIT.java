package io.millrace.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.RedisCluster;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.worker.lease.Begin.Begun;
import io.millrace.worker.lease.Ending.End;
import io.millrace.worker.lease.LeaseStore.Renewal;
import io.millrace.worker.redis.Redis;
import io.millrace.worker.redis.RedisSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Every script on a Redis Cluster, where the keys of one script must be in one slot. */
class LeaseOnClusterIT {

  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-28T10:00:00Z"), ZoneOffset.UTC);
  private static final Duration LEASE = Duration.ofSeconds(15);

  @Test
  void request_isBegunWrittenGivenBackAndEnded() throws Exception {
    try (RedisCluster cluster = new RedisCluster()) {
      cluster.start();
      Redis redis = new Redis(new RedisSettings(cluster.url(), Duration.ofSeconds(10)));
      try {
        CompletableFuture<String> heard = new CompletableFuture<>();
        await()
            .until(
                () -> {
                  redis.connect();
                  redis.listen(AiKeys.CANCELLED, heard::complete);
                  return redis.connected();
                });
        for (String tenant : List.of("demo", "other")) {
          walk(redis, new Place(tenant, "r/1", Lane.LOW, NOW.millis() + 900_000));
        }
        await()
            .until(
                () -> {
                  redis.commands().publish(bytes(AiKeys.CANCELLED), bytes("demo/r"));
                  return heard.isDone();
                });
        assertThat(heard.get(1, TimeUnit.SECONDS)).isEqualTo("demo/r");
      } finally {
        redis.destroy();
      }
    }
  }

  private static void walk(Redis redis, Place place) throws Exception {
    LeaseStore store = LeaseStores.of(redis, "first", LEASE, NOW);
    LeaseStore second = LeaseStores.of(redis, "second", LEASE, NOW);
    Lease given = ((Begun) store.begin(place, 0, true).block()).lease();
    assertThat(store.write(given, "", List.of(new Entry(AiKeys.TOKEN, "a"))).block())
        .isInstanceOf(Write.Written.class);
    assertThat(store.renew(given).block()).isEqualTo(Renewal.KEPT);
    store.giveBack(given, 1).block();
    Lease lease = ((Begun) second.begin(place, 1, true).block()).lease();
    redis
        .commands()
        .set(bytes(AiKeys.cancel(place.request())), bytes("1"))
        .get(60, TimeUnit.SECONDS);
    assertThat(second.renew(lease).block()).isEqualTo(Renewal.CANCELLED);
    AiResult result =
        AiResult.newBuilder().setTenant(place.tenant()).setRequestId("r/1").setAnswer("a").build();
    assertThat(
            second
                .finish(
                    lease,
                    new Ending(
                        result, End.COMPLETED, 77, Tail.NONE.with(new Entry(AiKeys.DONE, "a"))))
                .block())
        .isInstanceOf(Finish.Stored.class);
    assertThat(store.begin(place, 1, true).block())
        .isEqualTo(new Begin.Ended(result.toByteString(), false));
    assertThat(store.heartbeat(10, "open").block().unaccounted()).isZero();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
