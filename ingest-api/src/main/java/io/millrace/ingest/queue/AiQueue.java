package io.millrace.ingest.queue;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.metrics.IngestMetric;
import io.millrace.ingest.redis.Redis;
import io.millrace.ingest.redis.RedisScript;
import io.millrace.schemas.ai.AiKeys;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of AI requests: one for all instances in Redis, one of this instance alone while Redis
 * does not answer, which goes on from what Redis last said and tells Redis of its places
 * afterwards. Redis is given longer than by the limiter, as here a moment of its silence would have
 * every instance fill the queue by itself. Never waits; any thread.
 */
public final class AiQueue {

  private static final Logger log = LoggerFactory.getLogger(AiQueue.class);

  /** A request that waits for so long is given up for lost. */
  private static final Duration LOST = Duration.ofMinutes(15);

  /** A place whose request is not known to be stored is held for so long: its instance may die. */
  private static final Duration HELD = Duration.ofSeconds(30);

  private static final String HIGH = AiKeys.waiting(AiLane.HIGH.label());
  private static final String NORMAL = AiKeys.waiting(AiLane.NORMAL.label());
  private static final String LOW = AiKeys.waiting(AiLane.LOW.label());
  private static final Duration CANCEL_KEPT = Duration.ofDays(1);

  /** An instance that says nothing for so long is dead. */
  private static final Duration ALIVE = Duration.ofSeconds(5);

  /** A timer that is so late says that this process had no time, not that Redis has none. */
  private static final Duration HELD_UP = Duration.ofMillis(50);

  private static final int UNKNOWN_SLOTS = 10;
  private static final int UNKNOWN_MS = 3_000;

  private final Redis redis;
  private final QueueSettings settings;
  private final Clock clock;
  private final EnterCall enter;
  private final RedisScript state = RedisScript.beside(AiQueue.class, "state.lua");
  private final RedisScript cancel = RedisScript.beside(AiQueue.class, "cancel.lua");
  private final InstanceQueue alone;
  private final Counter fallbacks;
  private final Timer calls;
  private final PlaceCalls places = new PlaceCalls();
  private final String name = UUID.randomUUID().toString();
  private volatile QueueState last = QueueState.UNKNOWN;

  /** Redis took too long, and has not answered since. */
  private volatile boolean slow;

  AiQueue(Redis redis, QueueSettings settings, Clock clock, MeterRegistry registry) {
    this.redis = redis;
    this.settings = settings;
    this.clock = clock;
    Room room = new Room(settings.most());
    this.enter = new EnterCall(settings, room, UNKNOWN_SLOTS, UNKNOWN_MS);
    this.alone = new InstanceQueue(settings, room);
    this.fallbacks =
        Counter.builder(IngestMetric.AI_QUEUE_FALLBACKS.id())
            .description(IngestMetric.AI_QUEUE_FALLBACKS.meaning())
            .register(registry);
    this.calls =
        Timer.builder(IngestMetric.AI_QUEUE_CALLS.id())
            .description(IngestMetric.AI_QUEUE_CALLS.meaning())
            .register(registry);
    Gauge.builder(IngestMetric.AI_QUEUED.id(), this, queue -> queue.state().waiting())
        .description(IngestMetric.AI_QUEUED.meaning())
        .register(registry);
  }

  /** How the queue stood a second ago at most, or when Redis last answered. */
  public QueueState state() {
    return last;
  }

  /**
   * Asks for a place. Where Redis takes too long to say, this instance decides, and what Redis says
   * later is brought into line with that.
   *
   * @param then told once, on this thread or on Redis's: the place, or why there is none
   */
  public void enter(Entrant entrant, BiConsumer<@Nullable Place, @Nullable Problem> then) {
    RedisClusterAsyncCommands<byte[], byte[]> commands =
        slow ? redis.commands() : redis.connected();
    if (commands == null) {
      enterAlone(entrant, then);
      return;
    }
    slow = false;
    Undecided asked = new Undecided();
    long now = clock.millis();
    long begun = System.nanoTime();
    long held = Math.min(lostAt(entrant, now), now + HELD.toMillis());
    enter.run(
        commands,
        entrant,
        now,
        held,
        (reply, fault) -> {
          calls.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
          if (reply != null) {
            alone.seen(now, EnterCall.waiting(reply));
          }
          if (!asked.mayDecide()) {
            if (reply != null && EnterCall.isNew(reply)) {
              asked.onRefusedAlone(() -> places.withdraw(commands, entrant));
            }
          } else if (reply == null) {
            failed(fault);
            asked.decidedAlone(enterAlone(entrant, then));
          } else {
            EnterCall.tell(reply, entrant, now, then);
          }
        });
    decideLater(asked, entrant, then, true);
  }

  /**
   * Decides when the time is over.
   *
   * @param fair whether to wait once more if this process was held up itself: Redis may have
   *     answered long ago
   */
  private void decideLater(
      Undecided asked,
      Entrant entrant,
      BiConsumer<@Nullable Place, @Nullable Problem> then,
      boolean fair) {
    long due = System.nanoTime() + settings.timeout().toNanos();
    redis.later(
        () -> {
          if (fair && System.nanoTime() - due > HELD_UP.toNanos()) {
            decideLater(asked, entrant, then, false);
          } else if (asked.mayDecide()) {
            failed(null);
            asked.decidedAlone(enterAlone(entrant, then));
          }
        },
        settings.timeout().toNanos());
  }

  /** Whether it is in. */
  private boolean enterAlone(Entrant entrant, BiConsumer<@Nullable Place, @Nullable Problem> then) {
    fallbacks.increment();
    QueueState known = last;
    long slots = known.slots() > 0 ? known.slots() : UNKNOWN_SLOTS;
    long millis = known.latelyMs() >= 0 ? known.latelyMs() : UNKNOWN_MS;
    InstanceQueue.Decision decision =
        alone.enter(entrant, clock.millis(), Math.max(1, millis / slots));
    then.accept(decision.place(), decision.refusal());
    return decision.place() != null;
  }

  /** Keeps the place of a request that is stored, until it is begun or given up for lost. */
  public void stored(Entrant entrant) {
    boolean ours = alone.stored(entrant.request());
    RedisClusterAsyncCommands<byte[], byte[]> commands = redis.connected();
    if (commands != null) {
      tellStored(commands, entrant, ours);
    }
  }

  private void tellStored(
      RedisClusterAsyncCommands<byte[], byte[]> commands, Entrant entrant, boolean ours) {
    places.stored(
        commands,
        entrant,
        lostAt(entrant, clock.millis()),
        ours,
        () -> alone.forget(entrant.request()));
  }

  /** Gives back the place of a request that is certainly not stored. */
  public void withdraw(Entrant entrant) {
    alone.forget(entrant.request());
    RedisClusterAsyncCommands<byte[], byte[]> commands = redis.connected();
    if (commands != null) {
      places.withdraw(commands, entrant);
    }
  }

  /** How a cancellation ended. */
  public enum Cancelled {
    UNKNOWN,
    ENDED,
    DONE
  }

  /**
   * Cancels a request that waits or is being worked on.
   *
   * @param user who may not know of others' requests; null for who may cancel any of the tenant
   * @param then told once: how that ended, or why it could not be done
   */
  public void cancel(
      String tenant,
      String requestId,
      @Nullable String user,
      BiConsumer<@Nullable Cancelled, @Nullable Problem> then) {
    RedisClusterAsyncCommands<byte[], byte[]> commands = redis.commands();
    if (commands == null) {
      then.accept(null, Refusals.redisAway());
      return;
    }
    String request = AiKeys.request(tenant, requestId);
    cancel.run(
        commands,
        keys(
            HIGH,
            NORMAL,
            LOW,
            AiKeys.RUNNING,
            AiKeys.result(request),
            AiKeys.cancel(request),
            AiKeys.user(request)),
        keys(
            request,
            Long.toString(CANCEL_KEPT.toMillis()),
            AiKeys.CANCELLED,
            user == null ? "" : user),
        (reply, fault) -> {
          if (reply == null) {
            log.debug("queue_not_asked", fault);
            redis.suspend();
            then.accept(null, Refusals.redisAway());
          } else {
            then.accept(Cancelled.values()[((Long) reply.get(0)).intValue()], null);
          }
        });
  }

  /** Asks Redis how the queue stands. For a background thread, again and again. */
  void look() {
    RedisClusterAsyncCommands<byte[], byte[]> commands = redis.commands();
    if (commands == null) {
      return;
    }
    alone.allStored().forEach(entrant -> tellStored(commands, entrant, true));
    long now = clock.millis();
    state.run(
        commands,
        keys(
            HIGH,
            NORMAL,
            LOW,
            AiKeys.RUNNING,
            AiKeys.WORKERS,
            AiKeys.SLOTS,
            AiKeys.PROCESS_MS,
            AiKeys.TOTALS,
            AiKeys.INSTANCES),
        keys(Long.toString(now), name, Long.toString(now + ALIVE.toMillis())),
        (reply, fault) -> {
          if (reply != null) {
            saw(now, QueueState.read(reply));
          } else {
            log.debug("queue_not_seen", fault);
          }
        });
  }

  private void saw(long now, QueueState state) {
    last = state;
    alone.seen(now, new int[] {(int) state.high(), (int) state.normal(), (int) state.low()});
    alone.dividedBy(state.instances());
  }

  private void failed(@Nullable Throwable fault) {
    log.debug("queue_not_asked", fault);
    slow = true;
    redis.suspend();
  }

  private static long lostAt(Entrant entrant, long now) {
    return entrant.deadline() == null ? now + LOST.toMillis() : entrant.deadline().toEpochMilli();
  }

  static byte[][] keys(String... texts) {
    byte[][] bytes = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      bytes[i] = bytes(texts[i]);
    }
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
