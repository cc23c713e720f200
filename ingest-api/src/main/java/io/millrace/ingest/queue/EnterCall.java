package io.millrace.ingest.queue;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.redis.RedisScript;
import io.millrace.schemas.ai.AiKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** {@code enter.lua}: what it is given and what it says. */
final class EnterCall {

  static final Duration KEPT = Duration.ofDays(1);
  private static final int IN = 0;
  private static final int IN_BEFORE = 1;
  private static final int FULL = 2;
  private static final int TENANT_FULL = 3;
  private static final int TOO_LATE = 4;
  private static final int OUT_OF_TOKENS = 5;

  /** Where in a reply it begins to say how many wait. */
  private static final int WAITING = 4;

  private final RedisScript script = RedisScript.beside(EnterCall.class, "enter.lua");
  private final QueueSettings settings;
  private final Room room;
  private final int unknownSlots;
  private final int unknownMs;

  EnterCall(QueueSettings settings, Room room, int unknownSlots, int unknownMs) {
    this.settings = settings;
    this.room = room;
    this.unknownSlots = unknownSlots;
    this.unknownMs = unknownMs;
  }

  void run(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      Entrant entrant,
      long now,
      long held,
      BiConsumer<@Nullable List<Object>, @Nullable Throwable> then) {
    script.runPatiently(commands, keys(entrant, now), args(entrant, now, held), then);
  }

  private static byte[][] keys(Entrant entrant, long now) {
    String tenant = entrant.tenant();
    List<String> keys = new ArrayList<>();
    for (AiLane lane : AiLane.values()) {
      keys.add(AiKeys.waiting(lane.label()));
    }
    keys.add(AiKeys.tenant(tenant));
    keys.add(AiKeys.RUNNING);
    keys.add(AiKeys.WORKERS);
    keys.add(AiKeys.SLOTS);
    keys.add(AiKeys.PROCESS_MS);
    keys.add(AiKeys.UNSTORED);
    keys.add(AiKeys.LOST);
    keys.add(AiKeys.result(entrant.request()));
    keys.add(AiKeys.tokens(tenant, now / Duration.ofMinutes(1).toMillis()));
    keys.add(AiKeys.cost(tenant, now / Duration.ofDays(1).toMillis()));
    keys.add(AiKeys.user(entrant.request()));
    if (entrant.conversation() != null) {
      keys.add(AiKeys.conversation(tenant, entrant.conversation()));
    }
    return AiQueue.keys(keys.toArray(String[]::new));
  }

  private byte[][] args(Entrant entrant, long now, long held) {
    List<String> args = new ArrayList<>();
    args.add(entrant.request());
    add(args, entrant.lane().ordinal() + 1);
    add(args, now);
    add(args, held);
    add(args, entrant.deadline() == null ? 0 : entrant.deadline().toEpochMilli());
    add(args, settings.mostOfTenant());
    add(args, unknownSlots);
    add(args, unknownMs);
    add(args, entrant.terms().tokens());
    add(args, entrant.terms().cost());
    for (AiLane lane : AiLane.values()) {
      add(args, room.own(lane));
    }
    for (AiLane lane : AiLane.values()) {
      add(args, room.share(lane));
    }
    add(args, KEPT.toMillis());
    args.add(entrant.user());
    return AiQueue.keys(args.toArray(String[]::new));
  }

  private static void add(List<String> args, long number) {
    args.add(Long.toString(number));
  }

  /** Says what the script's reply means. */
  static void tell(
      List<Object> reply,
      Entrant entrant,
      long now,
      BiConsumer<@Nullable Place, @Nullable Problem> then) {
    int verdict = (int) number(reply, 0);
    long retry = number(reply, 2);
    switch (verdict) {
      case IN, IN_BEFORE ->
          then.accept(new Place(verdict == IN_BEFORE, number(reply, 1), number(reply, 3)), null);
      case FULL -> then.accept(null, Refusals.full(retry));
      case TENANT_FULL -> then.accept(null, Refusals.tenantFull(retry));
      case TOO_LATE -> then.accept(null, Refusals.tooLate(retry));
      case OUT_OF_TOKENS -> then.accept(null, Refusals.outOfTokens(now, entrant.terms()));
      default -> then.accept(null, Refusals.outOfMoney(now));
    }
  }

  /** Whether the reply gave a place that was not there before. */
  static boolean isNew(List<Object> reply) {
    return number(reply, 0) == IN;
  }

  /** How many wait in each lane, as the reply says. */
  static int[] waiting(List<Object> reply) {
    int[] waiting = new int[AiLane.values().length];
    for (int lane = 0; lane < waiting.length; lane++) {
      waiting[lane] = (int) number(reply, WAITING + lane);
    }
    return waiting;
  }

  private static long number(List<Object> reply, int index) {
    return (Long) reply.get(index);
  }
}
