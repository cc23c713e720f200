package io.millrace.ingest.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.infra.embedded.RedisServer;
import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.ratelimit.AiTermsOf;
import io.millrace.ingest.redis.Redis;
import io.millrace.ingest.redis.RedisSettings;
import io.millrace.schemas.ai.AiKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a place, on a Redis that is then killed. */
class EntranceIT {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final RedisServer server = new RedisServer(null, 0);
  private final Redis redis = new Redis(new RedisSettings(server.url(), Duration.ofSeconds(5)));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AiQueue queue = queue(redis, Duration.ofSeconds(20), registry);
  private RedisClient client;
  private RedisCommands<String, String> commands;

  @BeforeEach
  void start() {
    server.start();
    client = RedisClient.create(server.url());
    commands = client.connect().sync();
    answering(true);
  }

  @AfterEach
  void stop() {
    redis.close();
    // Lettuce waits for ever for a connection that was being made when its client was shut down.
    client
        .shutdownAsync(0, 1, TimeUnit.SECONDS)
        .completeOnTimeout(null, 5, TimeUnit.SECONDS)
        .join();
    server.close();
  }

  private static AiQueue queue(Redis redis, Duration timeout, SimpleMeterRegistry registry) {
    return new AiQueue(
        redis, new QueueSettings(10, 4, timeout), Clock.fixed(NOW, ZoneOffset.UTC), registry);
  }

  private void answering(boolean wanted) {
    answering(redis, wanted);
  }

  private static void answering(Redis redis, boolean wanted) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              redis.probe();
              return redis.answering() == wanted;
            });
  }

  @Test
  void place_isHeldBrieflyUntilTheRequestIsStored() throws Exception {
    Entrance entrance = entrance("a", null);

    assertThat(enter(entrance)).isNull();
    assertThat(score("a")).isEqualTo(NOW.toEpochMilli() + 30_000d);
    entrance.settled(null);

    await()
        .untilAsserted(
            () -> {
              assertThat(score("a")).isEqualTo(NOW.toEpochMilli() + 900_000d);
              assertThat(commands.zscore(AiKeys.tenant("t"), "t/a"))
                  .isEqualTo(NOW.toEpochMilli() + 900_000d);
              assertThat(commands.hget(AiKeys.TOTALS, "admitted")).isEqualTo("1");
              assertThat(commands.zcard(AiKeys.UNSTORED)).isZero();
            });
    entrance("a", null).settled(null);
    Entrance soon = entrance("b", NOW.plusSeconds(5));
    assertThat(enter(soon)).isNull();
    assertThat(score("b")).as("its deadline").isEqualTo(NOW.toEpochMilli() + 5_000d);
    assertThat(commands.hget(AiKeys.TOTALS, "admitted")).as("each once").isEqualTo("1");
  }

  @Test
  void place_ofARequestThatWasBegunBeforeItWasKnownToBeStored_isNotGivenAgain() throws Exception {
    Entrance entrance = entrance("a", null);
    enter(entrance);
    commands.zrem(AiKeys.UNSTORED, "t/a");
    commands.zrem(AiKeys.waiting("normal"), "t/a");
    commands.hset(AiKeys.lease("t/a"), "starts", "1");

    entrance.settled(null);
    assertThat(enter(entrance("b", null))).as("asked after it").isNull();
    assertThat(score("a")).isNull();
    assertThat(commands.hget(AiKeys.TOTALS, "admitted")).isNull();
  }

  @Test
  void place_isGivenBack_onlyWhereTheRequestIsCertainlyNotStored() throws Exception {
    Entrance certain = entrance("a", null);
    Entrance perhaps = entrance("b", null);
    enter(certain);
    enter(perhaps);
    Entrance again = entrance("b", null);
    enter(again);

    Duration second = Duration.ofSeconds(1);
    perhaps.settled(Problem.unavailable("kafka-unavailable", "no ack", second));
    again.settled(Problem.unavailable("overloaded", "too much", second));
    certain.settled(Problem.unavailable("overloaded", "too much", second));

    await().until(() -> score("a") == null);
    assertThat(commands.zrange(AiKeys.UNSTORED, 0, -1)).containsExactly("t/b");
    assertThat(score("b")).isEqualTo(NOW.toEpochMilli() + 30_000d);
    assertThat(commands.zcard(AiKeys.tenant("t"))).isEqualTo(1);
  }

  @Test
  void cancel_tellsTheWorkers_andRefusesWhatHasEnded() throws Exception {
    assertThat(cancel("a")).isEqualTo(AiQueue.Cancelled.UNKNOWN);
    enter(entrance("a", null));
    CompletableFuture<String> told = new CompletableFuture<>();
    var listening = client.connectPubSub();
    listening.addListener(
        new io.lettuce.core.pubsub.RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String request) {
            told.complete(request);
          }
        });
    listening.sync().subscribe(AiKeys.CANCELLED);

    assertThat(cancel("a")).isEqualTo(AiQueue.Cancelled.DONE);

    assertThat(told.get(30, TimeUnit.SECONDS)).isEqualTo("t/a");
    assertThat(commands.pttl(AiKeys.cancel("t/a"))).isPositive();
    commands.set(AiKeys.result("t/a"), "done");
    assertThat(cancel("a")).isEqualTo(AiQueue.Cancelled.ENDED);
  }

  @Test
  void cancel_ofAUser_isForHisOwnOnly() throws Exception {
    enter(entrance("a", null));

    assertThat(cancel("a", "bob")).isEqualTo(AiQueue.Cancelled.UNKNOWN);
    assertThat(commands.exists(AiKeys.cancel("t/a"))).isZero();
    assertThat(cancel("a", "ann")).isEqualTo(AiQueue.Cancelled.DONE);
    commands.set(AiKeys.result("t/a"), "done");
    assertThat(cancel("a", "bob")).isEqualTo(AiQueue.Cancelled.UNKNOWN);
    assertThat(cancel("a", "ann")).isEqualTo(AiQueue.Cancelled.ENDED);
  }

  @Test
  void state_isWhatHealthShows() {
    commands.zadd(AiKeys.waiting("low"), NOW.toEpochMilli() + 1d, "t/a");
    commands.zadd(AiKeys.waiting("high"), NOW.toEpochMilli() + 1d, "t/b");
    commands.zadd(AiKeys.waiting("high"), NOW.toEpochMilli() - 1d, "t/gone");
    commands.zadd(AiKeys.RUNNING, NOW.toEpochMilli() + 1d, "t/c");
    commands.zadd(AiKeys.WORKERS, NOW.toEpochMilli() + 1d, "w");
    commands.hset(AiKeys.SLOTS, "w", "10");
    commands.hset(AiKeys.TOTALS, Map.of("processed", "4", "waitMs", "400", "processMs", "12002"));

    queue.look();

    await()
        .untilAsserted(
            () ->
                assertThat(queue.state().json())
                    .isEqualTo(
                        "{\"queueLength\":2,\"activeRequests\":1,\"maxConcurrent\":10,\"stats\":"
                            + "{\"totalProcessed\":4,\"avgWaitTimeMs\":100,\"avgProcessTimeMs\":3000}}"));
  }

  @Test
  void withoutRedis_theInstanceBoundsItsOwn() throws Exception {
    server.kill();
    answering(false);

    assertThat(enterMany(queue)).as("high has 2 of its own and the shared 6").isEqualTo(8);
    Problem refusal = enter(new Entrance(queue, high(queue, 30)));
    assertThat(refusal.code()).isEqualTo("queue-full");
    assertThat(refusal.headers()).containsKey("Retry-After");
    assertThat(registry.get("millrace.ingest.ai.queue.fallbacks").counter().count()).isEqualTo(31);
  }

  @Test
  void withoutRedis_theInstanceGoesOnFromWhatRedisSaid() throws Exception {
    for (int i = 100; i < 105; i++) {
      assertThat(enter(new Entrance(queue, high(queue, i)))).isNull();
    }
    server.kill();
    answering(false);

    assertThat(enterMany(queue)).as("what is left of 8").isEqualTo(3);
  }

  @Test
  void withoutRedis_instancesDivideTheRoom() throws Exception {
    AiQueue other = queue(redis, Duration.ofSeconds(20), new SimpleMeterRegistry());
    await()
        .until(
            () -> {
              queue.look();
              other.look();
              return queue.state().instances() == 2 && other.state().instances() == 2;
            });
    server.kill();
    answering(false);

    assertThat(enterMany(queue)).isEqualTo(4);
    assertThat(enterMany(other)).isEqualTo(4);
  }

  @Test
  void redisThatIsSilentForAMoment_isWaitedFor_whenTheLimiterWaitsNoMore() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (Redis hasty = new Redis(new RedisSettings(server.url(), Duration.ofMillis(50)))) {
      AiQueue patient = queue(hasty, Duration.ofSeconds(20), meters);
      answering(hasty, true);
      hasty.suspend();
      commands.clientPause(300);

      assertThat(enter(new Entrance(patient, high(patient, 1)))).isNull();
      assertThat(meters.get("millrace.ingest.ai.queue.fallbacks").counter().count()).isZero();
      assertThat(commands.zcard(AiKeys.waiting("high"))).isEqualTo(1);
    }
  }

  @Test
  void placeThatRedisGivesTooLate_isTakenBack_whereTheInstanceRefused() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    AiQueue hasty = queue(redis, Duration.ofMillis(200), meters);
    for (int i = 0; hasty.state().waiting() < 8; i++) {
      enter(new Entrance(hasty, high(hasty, i)));
      hasty.look();
    }
    commands.del(AiKeys.waiting("high"), AiKeys.UNSTORED);
    long asked = meters.get("millrace.ingest.ai.queue.call").timer().count();
    commands.clientPause(1_000);

    Problem refusal = enter(new Entrance(hasty, high(hasty, 1_000)));

    assertThat(refusal.code()).isEqualTo("queue-full");
    await()
        .until(
            () ->
                meters.get("millrace.ingest.ai.queue.call").timer().count() > asked
                    && commands.zcard(AiKeys.waiting("high")) == 0
                    && commands.zcard(AiKeys.UNSTORED) == 0);
  }

  @Test
  void placeThatTheInstanceGave_isKnownToRedis_onceItIsBack() throws Exception {
    server.kill();
    answering(false);
    Entrance entrance = entrance("a", null);
    assertThat(enter(entrance)).isNull();
    entrance.settled(null);

    server.start();
    answering(true);
    queue.look();

    await()
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(score("a")).isEqualTo(NOW.toEpochMilli() + 900_000d);
              assertThat(commands.hget(AiKeys.TOTALS, "admitted")).isEqualTo("1");
            });
    assertThat(cancel("a", "bob")).isEqualTo(AiQueue.Cancelled.UNKNOWN);
    assertThat(cancel("a", "ann")).isEqualTo(AiQueue.Cancelled.DONE);
  }

  /** How many of 30 got in. */
  private static int enterMany(AiQueue queue) throws Exception {
    int in = 0;
    for (int i = 0; i < 30; i++) {
      in += enter(new Entrance(queue, high(queue, i))) == null ? 1 : 0;
    }
    return in;
  }

  private static Entrant high(AiQueue queue, int number) {
    return new Entrant(
        "t" + number % 5,
        "r" + number + "-" + System.identityHashCode(queue),
        "",
        AiLane.HIGH,
        null,
        null,
        AiTermsOf.limits(Map.of()));
  }

  private Entrance entrance(String id, @Nullable Instant deadline) {
    return new Entrance(
        queue,
        new Entrant("t", id, "ann", AiLane.NORMAL, null, deadline, AiTermsOf.limits(Map.of())));
  }

  private static @Nullable Problem enter(Entrance entrance) throws Exception {
    CompletableFuture<@Nullable Problem> refusal = new CompletableFuture<>();
    entrance.enter(refusal::complete);
    return refusal.get(30, TimeUnit.SECONDS);
  }

  private AiQueue.Cancelled cancel(String id) throws Exception {
    return cancel(id, null);
  }

  private AiQueue.Cancelled cancel(String id, @Nullable String user) throws Exception {
    CompletableFuture<AiQueue.Cancelled> cancelled = new CompletableFuture<>();
    queue.cancel("t", id, user, (how, problem) -> cancelled.complete(how));
    return cancelled.get(30, TimeUnit.SECONDS);
  }

  private Double score(String id) {
    return commands.zscore(AiKeys.waiting("normal"), "t/" + id);
  }
}
