package io.millrace.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.infra.embedded.RedisServer;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.Usage;
import io.millrace.worker.lease.Begin.Begun;
import io.millrace.worker.lease.Ending.End;
import io.millrace.worker.lease.LeaseStore.Renewal;
import io.millrace.worker.redis.Redis;
import io.millrace.worker.redis.RedisClients;
import io.millrace.worker.redis.RedisSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseStoreIT {

  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-28T10:00:00Z"), ZoneOffset.UTC);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Clock LATER = Clock.offset(NOW, LEASE.plusMillis(1));
  private static final Place PLACE = new Place("demo", "r/1", Lane.LOW, NOW.millis() + 900_000);

  private static RedisServer server;
  private static RedisClient client;
  private static RedisCommands<String, String> commands;
  private static Redis redis;

  private final LeaseStore first = store("first", NOW);
  private final LeaseStore second = store("second", NOW);
  private final LeaseStore secondLater = store("second", LATER);

  @BeforeAll
  static void start() {
    server = new RedisServer(null, 0);
    server.start();
    client = RedisClient.create(server.url());
    commands = client.connect().sync();
    redis = new Redis(new RedisSettings(server.url(), Duration.ofSeconds(2)));
    await()
        .until(
            () -> {
              redis.connect();
              return redis.connected();
            });
  }

  @AfterAll
  static void stop() {
    redis.destroy();
    RedisClients.end(client);
    server.close();
  }

  @BeforeEach
  void admit() {
    commands.flushall();
    commands.zadd(AiKeys.waiting("low"), PLACE.givenUpMs(), PLACE.request());
    commands.zadd(AiKeys.tenant("demo"), PLACE.givenUpMs(), PLACE.request());
    commands.hincrby(AiKeys.TOTALS, "admitted", 1);
  }

  @AfterEach
  void everyRequest_isAccountedFor() {
    assertThat(first.heartbeat(10, "open").block().unaccounted()).isZero();
  }

  @Test
  void begin_movesARequestFromWaitingToRunning() {
    Begun begun = begin(first);

    assertThat(begun.written()).isFalse();
    assertThat(begun.cancelled()).isFalse();
    assertThat(commands.zcard(AiKeys.waiting("low"))).isZero();
    assertThat(commands.zcard(AiKeys.tenant("demo"))).isZero();
    assertThat(commands.zscore(AiKeys.RUNNING, PLACE.request()))
        .isEqualTo(NOW.millis() + LEASE.toMillis());
  }

  @Test
  void begin_waits_whileAnotherIsAtIt() {
    begin(first);
    assertThat(second.begin(PLACE, 0, false).block())
        .isEqualTo(new Begin.Held(NOW.millis() + LEASE.toMillis()));
  }

  @Test
  void zombie_isRefusedWhateverItDoes() {
    Lease old = begin(first).lease();
    assertThat(first.write(old, "", List.of(token("a"))).block()).isInstanceOf(Write.Written.class);

    Begun taken = begin(secondLater);
    assertThat(taken.written()).isTrue();
    assertThat(taken.lease().epoch()).isGreaterThan(old.epoch());
    assertThat(first.write(old, "", List.of(token("b"))).block()).isEqualTo(new Write.Lost());
    assertThat(first.renew(old).block()).isEqualTo(Renewal.LOST);
    assertThat(first.finish(old, ending("zombie", End.COMPLETED)).block())
        .isInstanceOf(Finish.Lost.class);

    secondLater.finish(taken.lease(), ending("right", End.COMPLETED)).block();
    assertThat(first.finish(old, ending("zombie", End.COMPLETED)).block())
        .isInstanceOfSatisfying(
            Finish.Ended.class,
            ended -> assertThat(ended.result()).isEqualTo(result("right").toByteString()));
    assertThat(out()).containsExactly("token a", "done right");
  }

  @Test
  void finish_staysAsItWas_whenItIsDoneAgain() {
    Lease lease = begin(first).lease();
    assertThat(first.finish(lease, ending("one", End.COMPLETED)).block())
        .isInstanceOf(Finish.Stored.class);
    assertThat(first.finish(lease, ending("two", End.FAILED)).block())
        .isEqualTo(new Finish.Ended(result("one").toByteString(), false));
    assertThat(first.published(PLACE).block()).isTrue();
    assertThat(second.published(PLACE).block()).isFalse();
    assertThat(second.begin(PLACE, 0, false).block())
        .isEqualTo(new Begin.Ended(result("one").toByteString(), true));
    assertThat(out()).containsExactly("done one");
  }

  @Test
  void finish_countsOnce() {
    finish(End.COMPLETED);

    assertThat(commands.hgetall(AiKeys.TOTALS))
        .containsEntry("completed", "1")
        .containsEntry("processed", "1")
        .containsEntry("waitMs", "40")
        .containsEntry("processMs", "1000");
    assertThat(commands.get(AiKeys.PROCESS_MS)).isEqualTo("1000");
    assertThat(commands.get(AiKeys.tokens("demo", NOW.millis() / 60_000))).isEqualTo("12");
    assertThat(commands.get(AiKeys.cost("demo", NOW.millis() / 86_400_000))).isEqualTo("77");
    assertThat(commands.zcard(AiKeys.RUNNING)).isZero();
    assertThat(commands.pttl(AiKeys.out(PLACE.request()))).isBetween(590_000L, 600_000L);
  }

  @Test
  void finish_ofAFailureTellsNothingOfAnswers() {
    finish(End.FAILED);
    assertThat(commands.hgetall(AiKeys.TOTALS)).containsEntry("failed", "1");
    assertThat(commands.hexists(AiKeys.TOTALS, "processed")).isFalse();
    assertThat(commands.get(AiKeys.PROCESS_MS)).isNull();
  }

  @Test
  void finish_ends_whatWasBegunWithoutRedis() {
    assertThat(first.finish(new Lease(PLACE, 0), ending("one", End.COMPLETED)).block())
        .isInstanceOf(Finish.Stored.class);
    assertThat(commands.zcard(AiKeys.waiting("low"))).isZero();
  }

  @Test
  void write_goesOnWhereItStopped_orNotAtAll() {
    Lease lease = begin(first).lease();
    Write.Written one = (Write.Written) first.write(lease, "", List.of(token("one"))).block();
    Write.Written two =
        (Write.Written) first.write(lease, one.last(), List.of(token("two"), token("!"))).block();

    assertThat(first.write(lease, one.last(), List.of(token("x"))).block())
        .as("the last entry is lost")
        .isEqualTo(new Write.Gone());
    assertThat(out()).containsExactly("token one", "token two", "token !");
    commands.del(AiKeys.out(PLACE.request()));
    assertThat(first.write(lease, two.last(), List.of(token("x"))).block())
        .isEqualTo(new Write.Gone());
    assertThat(out()).isEmpty();
  }

  @Test
  void finish_tellsAll_whereTheBeginningIsLost() {
    Lease lease = begin(first).lease();
    Write.Written one = (Write.Written) first.write(lease, "", List.of(token("one "))).block();
    commands.del(AiKeys.out(PLACE.request()));
    Tail tail =
        new Tail(
            one.last(),
            List.of(token("two")),
            List.of(new Entry(AiKeys.RESTART, ""), token("one two")));

    Ending ending =
        new Ending(result("one two"), End.COMPLETED, 0, tail.with(new Entry(AiKeys.DONE, "{}")));
    assertThat(first.finish(lease, ending).block()).isInstanceOf(Finish.Stored.class);
    assertThat(out()).containsExactly("restart ", "token one two", "done {}");
    assertThat(commands.hgetall(AiKeys.TOTALS)).containsEntry("completed", "1");
  }

  @Test
  void giveBack_letsARequestWaitForItsNextAttempt() {
    Lease lease = begin(first).lease();
    first.giveBack(lease, 1).block();
    assertThat(first.renew(lease).block()).as("a renewal that comes late").isEqualTo(Renewal.LOST);

    assertThat(commands.zscore(AiKeys.waiting("low"), PLACE.request()))
        .isEqualTo(PLACE.givenUpMs());
    assertThat(commands.zcard(AiKeys.RUNNING)).isZero();
    assertThat(second.begin(PLACE, 0, false).block()).isInstanceOf(Begin.Superseded.class);
    assertThat(second.begin(PLACE, 1, false).block()).isInstanceOf(Begun.class);
    assertThat(commands.hget(AiKeys.lease(PLACE.request()), "attempts")).isEqualTo("1");
  }

  @Test
  void begin_tellsOfACrashLoop_afterFiveStartsWithoutAnEnd() {
    for (int start = 0; start < 5; start++) {
      assertThat(begun(start, true).crashLoop()).isFalse();
    }
    assertThat(begun(5, false).crashLoop()).isTrue();
  }

  @Test
  void begin_isDoneAlone_afterTwoStartsWithoutAnEnd() {
    begun(0, false);
    Lease lease = begun(1, false).lease();
    Clock late = Clock.offset(NOW, LEASE.multipliedBy(2));
    assertThat(store("third", late).begin(PLACE, 0, false).block()).isEqualTo(new Begin.Suspect());
    assertThat(commands.hget(AiKeys.lease(PLACE.request()), "worker")).isEqualTo("w1");
    assertThat(commands.zscore(AiKeys.RUNNING, PLACE.request())).isNotNull();

    assertThat(begun(2, true).lease().epoch()).isEqualTo(lease.epoch() + 1);
  }

  private static Begun begun(int start, boolean alone) {
    Clock clock = Clock.offset(NOW, LEASE.multipliedBy(start));
    return (Begun) store("w" + start, clock).begin(PLACE, 0, alone).block();
  }

  @Test
  void begin_countsNoStartThatWasGivenBack() {
    for (int start = 0; start < 10; start++) {
      Begun begun = begin(first);
      assertThat(begun.crashLoop()).isFalse();
      first.giveBack(begun.lease(), 0).block();
    }
  }

  @Test
  void cancellation_isSeenByBeginAndRenew() {
    Lease lease = begin(first).lease();
    assertThat(first.renew(lease).block()).isEqualTo(Renewal.KEPT);
    commands.set(AiKeys.cancel(PLACE.request()), "1");
    assertThat(first.renew(lease).block()).isEqualTo(Renewal.CANCELLED);
    assertThat(begin(secondLater).cancelled()).isTrue();
  }

  @Test
  void renew_putsBack_whatRedisLost() {
    Lease lease = begin(first).lease();
    commands.flushall();
    assertThat(first.renew(lease).block()).isEqualTo(Renewal.KEPT);
    assertThat(second.begin(PLACE, 0, false).block()).isInstanceOf(Begin.Held.class);
  }

  @Test
  void begin_finds_whatWasGivenUpForLost() {
    commands.zrem(AiKeys.waiting("low"), PLACE.request());
    commands.zadd(AiKeys.LOST, NOW.millis(), PLACE.request());
    commands.zadd(AiKeys.LOST, NOW.millis(), "demo/another");
    assertThat(unaccounted(NOW)).isEqualTo(1);

    begin(first);
    assertThat(commands.hget(AiKeys.TOTALS, "admitted")).isEqualTo("1");
    assertThat(commands.zrange(AiKeys.LOST, 0, -1)).containsExactly("demo/another");
  }

  @Test
  void requestThatIsLostAfterItWasBegun_isUnaccounted_untilItIsBegunAgain() {
    begin(first);
    assertThat(unaccounted(NOW)).isZero();
    assertThat(unaccounted(LATER)).isEqualTo(1);

    begin(secondLater);
    assertThat(unaccounted(LATER)).isZero();
  }

  @Test
  void placeOfARequestThatWasNeverStored_isNoPromise() {
    commands.flushall();
    commands.zadd(AiKeys.waiting("low"), NOW.millis() + 1d, PLACE.request());
    commands.zadd(AiKeys.UNSTORED, NOW.millis() + 1d, PLACE.request());

    QueueCounts held = first.heartbeat(10, "open").block();
    assertThat(held.queued()).isEqualTo(1);
    assertThat(held.unaccounted()).isZero();
    assertThat(unaccounted(LATER)).isZero();
    assertThat(secondLater.heartbeat(10, "open").block().queued()).isZero();
  }

  @Test
  void begin_admits_whatRedisDidNotKnowToBeStored() {
    commands.zadd(AiKeys.UNSTORED, PLACE.givenUpMs(), PLACE.request());
    commands.hset(AiKeys.TOTALS, "admitted", "0");

    begin(first);
    assertThat(commands.hget(AiKeys.TOTALS, "admitted")).isEqualTo("1");
    assertThat(commands.zcard(AiKeys.UNSTORED)).isZero();
  }

  @Test
  void begin_admits_whatRedisNeverKnew() {
    commands.flushall();
    begin(first);
    assertThat(commands.hget(AiKeys.TOTALS, "admitted")).isEqualTo("1");
  }

  @Test
  void redrive_beginsAnew_onceForEachDeadLetter() {
    Lease failed = begin(first).lease();
    first.write(failed, "", List.of(token("half"))).block();
    first.finish(failed, ending("failed", End.DEAD)).block();
    first.published(PLACE).block();
    ByteString result = result("failed").toByteString();
    assertThat(second.redrive(PLACE, 0, true, "dlt@1", ByteString.EMPTY).block())
        .isEqualTo(new Begin.Ended(result, true));

    Begun anew = (Begun) second.redrive(PLACE, 0, true, "dlt@1", result).block();
    assertThat(anew.written()).isFalse();
    assertThat(anew.lease().epoch()).isGreaterThan(failed.epoch());
    assertThat(first.finish(failed, ending("zombie", End.COMPLETED)).block())
        .isInstanceOf(Finish.Lost.class);
    second.giveBack(anew.lease(), 1).block();
    assertThat(first.begin(PLACE, 2, true).block()).isInstanceOf(Begin.Superseded.class);
    assertThat(first.redrive(PLACE, 0, true, "dlt@1", ByteString.EMPTY).block())
        .isInstanceOf(Begin.Superseded.class);
    Begun next = (Begun) first.redrive(PLACE, 1, true, "dlt@1", ByteString.EMPTY).block();
    first.finish(next.lease(), ending("failed again", End.DEAD)).block();

    ByteString again = result("failed again").toByteString();
    assertThat(second.redrive(PLACE, 0, true, "dlt@1", again).block())
        .isEqualTo(new Begin.Ended(again, false));
    Begun last = (Begun) second.redrive(PLACE, 0, true, "dlt@2", again).block();
    second.finish(last.lease(), ending("right", End.COMPLETED)).block();
    assertThat(out()).containsExactly("done right");
    assertThat(first.redrive(PLACE, 0, true, "dlt@1", ByteString.EMPTY).block())
        .isEqualTo(new Begin.Ended(result("right").toByteString(), false));
    assertThat(commands.hgetall(AiKeys.TOTALS))
        .containsEntry("admitted", "3")
        .containsEntry("dead", "2")
        .containsEntry("completed", "1");
  }

  @Test
  void redrive_isAdmitted_whereRedisKnowsNothingOfItAnyMore() {
    commands.zrem(AiKeys.waiting("low"), PLACE.request());
    commands.hset(AiKeys.TOTALS, Map.of("admitted", "2", "dead", "2"));
    commands.zadd(AiKeys.LOST, NOW.millis(), "demo/another");

    first.redrive(PLACE, 0, true, "dlt@1", ByteString.EMPTY).block();
    assertThat(commands.hget(AiKeys.TOTALS, "admitted")).isEqualTo("3");
    assertThat(commands.zcard(AiKeys.LOST)).isEqualTo(1);
  }

  @Test
  void redrive_waits_whileTheRequestIsInWork() {
    begin(first);
    assertThat(second.redrive(PLACE, 0, true, "dlt@1", ByteString.EMPTY).block())
        .isInstanceOf(Begin.Held.class);
  }

  @Test
  void heartbeat_keepsTheLivingAndForgetsTheDead() {
    first.heartbeat(10, "open").block();
    second.heartbeat(4, "closed").block();
    assertThat(commands.hgetall(AiKeys.SLOTS)).containsEntry("first", "10").hasSize(2);
    assertThat(commands.hgetall(AiKeys.CIRCUITS))
        .isEqualTo(Map.of("first", "open", "second", "closed"));

    secondLater.heartbeat(4, "half-open").block();
    assertThat(commands.hgetall(AiKeys.SLOTS)).containsOnlyKeys("second");
    assertThat(commands.hgetall(AiKeys.CIRCUITS)).isEqualTo(Map.of("second", "half-open"));
    secondLater.heartbeat(0, "").block();
    assertThat(commands.zcard(AiKeys.WORKERS)).isZero();
    assertThat(commands.exists(AiKeys.CIRCUITS)).isZero();
  }

  private static long unaccounted(Clock clock) {
    return store("watching", clock).heartbeat(10, "open").block().unaccounted();
  }

  private static void finish(End end) {
    LeaseStore store = store("any", NOW);
    store.finish(begin(store).lease(), ending("one", end)).block();
  }

  private static Begun begin(LeaseStore store) {
    return (Begun) store.begin(PLACE, 0, false).block();
  }

  private static LeaseStore store(String worker, Clock clock) {
    return LeaseStores.of(redis, worker, LEASE, clock);
  }

  private static AiResult result(String answer) {
    return AiResult.newBuilder()
        .setTenant("demo")
        .setRequestId("r/1")
        .setAnswer(answer)
        .setWaitMs(40)
        .setProcessMs(1_000)
        .setUsage(Usage.newBuilder().setTotalTokens(12))
        .build();
  }

  private static Ending ending(String answer, End end) {
    return new Ending(result(answer), end, 77, Tail.NONE.with(new Entry(AiKeys.DONE, answer)));
  }

  private static Entry token(String text) {
    return new Entry(AiKeys.TOKEN, text);
  }

  private static List<String> out() {
    return commands.xrange(AiKeys.out(PLACE.request()), Range.unbounded()).stream()
        .map(StreamMessage::getBody)
        .map(body -> body.get(AiKeys.TYPE) + " " + body.get(AiKeys.DATA))
        .toList();
  }
}
