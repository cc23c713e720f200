package io.millrace.ingest.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.millrace.infra.embedded.RedisServer;
import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.ratelimit.AiTerms;
import io.millrace.ingest.ratelimit.AiTermsOf;
import io.millrace.schemas.ai.AiKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The script on a real Redis of its own, with a clock that the test moves. */
class EnterScriptIT {

  private static final AiTerms ANY = AiTermsOf.limits(Map.of());
  private static final int BOUND = 100;
  private static final int TENANT = 20;
  private static final int SLOTS = 10;
  private static final int PROCESS = 3_000;
  private static final long HELD = 30_000;
  private static final long AGEING = 15_000;

  private static RedisServer server;
  private static RedisClient client;
  private static StatefulRedisConnection<byte[], byte[]> connection;
  private static RedisCommands<String, String> redis;

  private final Room room = new Room(BOUND);
  private final EnterCall call =
      new EnterCall(new QueueSettings(BOUND, TENANT, Duration.ofSeconds(1)), room, SLOTS, PROCESS);
  private long now = 1_800_000_000_000L;
  private int next;

  @BeforeAll
  static void start() {
    server = new RedisServer(null, 0);
    server.start();
    client = RedisClient.create(server.url());
    connection = client.connect(ByteArrayCodec.INSTANCE);
    redis = client.connect().sync();
  }

  @AfterAll
  static void stop() {
    client.shutdown();
    server.close();
  }

  @BeforeEach
  void empty() {
    redis.flushall();
  }

  /** What the script said: a place, or why there is none. */
  private record Said(@Nullable Place place, @Nullable Problem problem) {

    boolean in() {
      return place != null;
    }

    String code() {
      return problem == null ? "" : problem.code();
    }

    int retryAfter() {
      return Integer.parseInt(problem.headers().get("Retry-After"));
    }
  }

  @Test
  void enter_letsInAsTheRoomSays_andNeverMoreThanTheBound() {
    Random random = new Random(11);
    int[] waiting = new int[3];
    List<Entrant> in = new ArrayList<>();
    for (int step = 0; step < 1_500; step++) {
      if (!in.isEmpty() && random.nextInt(4) == 0) {
        Entrant gone = in.remove(random.nextInt(in.size()));
        leave(gone);
        waiting[gone.lane().ordinal()]--;
      } else {
        AiLane lane = AiLane.values()[random.nextInt(3)];
        Entrant entrant = entrant("t" + step, lane, null);
        int excess = room.excess(lane, waiting);

        Said said = enter(entrant);

        assertThat(said.in()).as("step %d", step).isEqualTo(excess == 0);
        if (said.in()) {
          in.add(entrant);
          waiting[lane.ordinal()]++;
          assertThat(said.place().depth()).isEqualTo(in.size()).isLessThanOrEqualTo(BOUND);
        } else {
          assertThat(said.code()).isEqualTo("queue-full");
          assertThat(said.retryAfter())
              .isEqualTo((int) Math.ceil(Math.ceil(excess * (double) PROCESS / SLOTS) / 1_000));
        }
      }
    }
    assertThat(in).hasSizeGreaterThan(80);
  }

  @Test
  void enter_refusesATenantThatHasItsPart() {
    for (int i = 0; i < TENANT; i++) {
      assertThat(enter(entrant("greedy", AiLane.HIGH, null)).in()).isTrue();
    }

    Said more = enter(entrant("greedy", AiLane.HIGH, null));
    assertThat(more.code()).isEqualTo("tenant-queue-full");
    assertThat(more.problem().status()).isEqualTo(429);
    assertThat(more.retryAfter()).isEqualTo(1);
    assertThat(enter(entrant("other", AiLane.HIGH, null)).in()).isTrue();
  }

  @Test
  void enter_givesNoSecondPlace() {
    Entrant first = entrant("t", AiLane.LOW, null);
    assertThat(enter(first).place().duplicate()).isFalse();
    Entrant again = new Entrant("t", first.requestId(), "", AiLane.HIGH, null, null, ANY);

    assertThat(enter(again).place()).isEqualTo(new Place(true, 1, 0));
    leave(first);
    redis.zadd(AiKeys.RUNNING, now - 1, first.request());
    assertThat(enter(first).place()).as("of a worker that died").isEqualTo(new Place(true, 0, 0));
    redis.zrem(AiKeys.RUNNING, first.request());
    redis.set(AiKeys.result(first.request()), "answered");
    assertThat(enter(first).place()).isEqualTo(new Place(true, 0, 0));
    assertThat(redis.zrange(AiKeys.UNSTORED, 0, -1)).containsExactly(first.request());
  }

  @Test
  void place_ofAnInstanceThatDied_comesBack() {
    for (int i = 0; i < 75; i++) {
      assertThat(enter(entrant("t" + i, AiLane.HIGH, null)).in()).isTrue();
    }
    assertThat(enter(entrant("late", AiLane.HIGH, null)).code()).isEqualTo("queue-full");

    now += HELD;

    assertThat(enter(entrant("late", AiLane.HIGH, null)).place().depth()).isEqualTo(1);
    assertThat(redis.zcard(AiKeys.UNSTORED)).isEqualTo(1);
    assertThat(redis.zcard(AiKeys.LOST)).as("nobody was promised anything").isZero();
  }

  @Test
  void storedRequest_thatIsGivenUp_isKnownToBeLost_untilItIsSentAgain() {
    Entrant first = entrant("t", AiLane.HIGH, null);
    enter(first);
    redis.zrem(AiKeys.UNSTORED, first.request());
    now += HELD;

    enter(entrant("t", AiLane.HIGH, null));
    assertThat(redis.zrange(AiKeys.LOST, 0, -1)).containsExactly(first.request());
    assertThat(enter(first).place()).isEqualTo(new Place(false, 2, 0));
    assertThat(redis.zcard(AiKeys.LOST)).isZero();
    assertThat(redis.zscore(AiKeys.UNSTORED, first.request())).as("it is counted").isNull();
  }

  @Test
  void enter_refusesWhatWouldBeTooLate_byTheWorkersThatLive() {
    for (int i = 0; i < 30; i++) {
      enter(entrant("t" + i, i % 2 == 0 ? AiLane.HIGH : AiLane.NORMAL, null));
    }
    Instant inEight = Instant.ofEpochMilli(now + 8_000);

    Said unknown = enter(entrant("a", AiLane.NORMAL, inEight));
    assertThat(unknown.code()).as("30 before it, 9 s").isEqualTo("deadline-unreachable");
    assertThat(unknown.retryAfter()).isEqualTo(1);
    assertThat(enter(entrant("b", AiLane.HIGH, inEight)).in()).as("15 before it").isTrue();

    redis.set(AiKeys.PROCESS_MS, "6000.5");
    worker("lives", now + 1, 5);
    worker("dead", now, 1_000);
    Said slow = enter(entrant("c", AiLane.HIGH, inEight));
    assertThat(slow.code()).as("16 before it, 19.2 s").isEqualTo("deadline-unreachable");
    assertThat(slow.retryAfter()).isEqualTo(12);
    worker("second", now + 1, 15);
    assertThat(enter(entrant("d", AiLane.HIGH, inEight)).in()).as("4.8 s").isTrue();
  }

  @Test
  void enter_holdsATenantToItsBudgets() {
    AiTerms terms = AiTermsOf.limits(Map.of("ai-tokens", "1000/1m", "ai-cost", "0.50/1d"));
    now = Instant.parse("2026-03-01T23:59:30Z").toEpochMilli();
    redis.set(AiKeys.tokens("t", now / 60_000), "999");
    redis.set(AiKeys.cost("t", now / 86_400_000), "499999");
    assertThat(enter(with(terms)).place().tokens()).isEqualTo(999);

    redis.incr(AiKeys.tokens("t", now / 60_000));
    Said tokens = enter(with(terms));
    assertThat(tokens.code()).isEqualTo("token-budget-spent");
    assertThat(tokens.retryAfter()).isEqualTo(30);
    assertThat(enter(with(ANY)).in()).isTrue();

    redis.del(AiKeys.tokens("t", now / 60_000));
    redis.incr(AiKeys.cost("t", now / 86_400_000));
    now -= 3_600_000;
    Said cost = enter(with(terms));
    assertThat(cost.code()).isEqualTo("cost-budget-spent");
    assertThat(cost.retryAfter()).isEqualTo(3_630);
  }

  @Test
  void enter_remembersTheLatestOfAConversation() {
    enter(new Entrant("t", "m1", "", AiLane.NORMAL, "c/1", null, ANY));
    enter(new Entrant("t", "m2", "", AiLane.NORMAL, "c/1", null, ANY));

    assertThat(redis.get(AiKeys.conversation("t", "c/1"))).isEqualTo("t/m2");
    assertThat(redis.pttl(AiKeys.conversation("t", "c/1"))).isPositive();
  }

  /** One of the requests at twice the capacity, with the key the worker orders by. */
  private record Waits(Entrant entrant, long at, long key) {}

  @Test
  void atTwiceTheCapacity_lowIsRefusedFirst_highNever_andNobodyStarves() {
    Random random = new Random(3);
    PriorityQueue<Waits> queue = new PriorityQueue<>(Comparator.comparingLong(Waits::key));
    Map<AiLane, int[]> counts = new HashMap<>();
    Map<AiLane, Long> longest = new HashMap<>();
    long end = now + 400_000;
    long perLeave = PROCESS / SLOTS;
    long leaves = now;
    while (now < end) {
      now += perLeave / 2;
      if (now >= leaves) {
        Waits begun = queue.poll();
        if (begun != null) {
          leave(begun.entrant());
          longest.merge(begun.entrant().lane(), now - begun.at(), Math::max);
        }
        leaves += perLeave;
      }
      int dice = random.nextInt(10);
      AiLane lane = dice < 2 ? AiLane.HIGH : dice < 7 ? AiLane.NORMAL : AiLane.LOW;
      Entrant entrant = entrant("t" + random.nextInt(20), lane, null);
      Said said = enter(entrant);
      int[] count = counts.computeIfAbsent(lane, any -> new int[2]);
      count[said.in() ? 0 : 1]++;
      if (said.in()) {
        queue.add(new Waits(entrant, now, now + lane.ordinal() * AGEING));
        stored(entrant);
      } else {
        assertThat(said.retryAfter()).isBetween(1, 30);
      }
    }

    assertThat(share(counts, AiLane.HIGH)).as("no high refused").isZero();
    assertThat(share(counts, AiLane.NORMAL)).isBetween(0.2, 0.8);
    assertThat(share(counts, AiLane.LOW)).isBetween(share(counts, AiLane.NORMAL), 0.95);
    assertThat(longest.get(AiLane.LOW)).isLessThanOrEqualTo(2 * AGEING + BOUND * perLeave);
    assertThat(counts.get(AiLane.LOW)[0]).isGreaterThan(50);
  }

  private static double share(Map<AiLane, int[]> counts, AiLane lane) {
    int[] count = counts.get(lane);
    return count[1] / (double) (count[0] + count[1]);
  }

  private Entrant entrant(String tenant, AiLane lane, @Nullable Instant deadline) {
    return new Entrant(tenant, "r" + next++, "", lane, null, deadline, ANY);
  }

  private Entrant with(AiTerms terms) {
    return new Entrant("t", "r" + next++, "", AiLane.NORMAL, null, null, terms);
  }

  private Said enter(Entrant entrant) {
    CompletableFuture<Said> said = new CompletableFuture<>();
    long asked = now;
    call.run(
        connection.async(),
        entrant,
        asked,
        asked + HELD,
        (reply, fault) -> {
          if (reply == null) {
            said.completeExceptionally(fault);
          } else {
            EnterCall.tell(
                reply, entrant, asked, (place, problem) -> said.complete(new Said(place, problem)));
          }
        });
    return said.join();
  }

  private void stored(Entrant entrant) {
    redis.zadd(AiKeys.waiting(entrant.lane().label()), now + 900_000d, entrant.request());
    redis.zadd(AiKeys.tenant(entrant.tenant()), now + 900_000d, entrant.request());
  }

  private static void leave(Entrant entrant) {
    redis.zrem(AiKeys.waiting(entrant.lane().label()), entrant.request());
    redis.zrem(AiKeys.tenant(entrant.tenant()), entrant.request());
  }

  private static void worker(String name, long until, int slots) {
    redis.zadd(AiKeys.WORKERS, until, name);
    redis.hset(AiKeys.SLOTS, name, Integer.toString(slots));
  }
}
