package io.millrace.ingest.queue;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.redis.RedisScript;
import io.millrace.schemas.ai.AiKeys;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code stored.lua} and {@code withdraw.lua}: what becomes of a place. Nobody waits for them. */
final class PlaceCalls {

  private static final Logger log = LoggerFactory.getLogger(PlaceCalls.class);

  private final RedisScript stored = RedisScript.beside(PlaceCalls.class, "stored.lua");
  private final RedisScript withdraw = RedisScript.beside(PlaceCalls.class, "withdraw.lua");

  /**
   * Keeps the place of a request that is stored.
   *
   * @param till when it is given up for lost
   * @param alone whether the instance gave the place, so that Redis may have to
   * @param told run once Redis knows
   */
  void stored(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      Entrant entrant,
      long till,
      boolean alone,
      Runnable told) {
    List<String> keys = keys(entrant);
    keys.add(AiKeys.TOTALS);
    keys.add(AiKeys.lease(entrant.request()));
    keys.add(AiKeys.user(entrant.request()));
    int lane = alone ? entrant.lane().ordinal() + 1 : 0;
    stored.run(
        commands,
        AiQueue.keys(keys.toArray(String[]::new)),
        AiQueue.keys(
            entrant.request(),
            Long.toString(till),
            Integer.toString(lane),
            entrant.user(),
            Long.toString(EnterCall.KEPT.toMillis())),
        (reply, fault) -> {
          if (fault == null) {
            told.run();
          } else {
            log.debug("queue_not_told", fault);
          }
        });
  }

  /** Takes back a place, unless its request is known to be stored. */
  void withdraw(RedisClusterAsyncCommands<byte[], byte[]> commands, Entrant entrant) {
    withdraw.run(
        commands,
        AiQueue.keys(keys(entrant).toArray(String[]::new)),
        AiQueue.keys(entrant.request()),
        (reply, fault) -> log.debug("queue_withdrawn", fault));
  }

  private static List<String> keys(Entrant entrant) {
    List<String> keys = new ArrayList<>();
    for (AiLane lane : AiLane.values()) {
      keys.add(AiKeys.waiting(lane.label()));
    }
    keys.add(AiKeys.tenant(entrant.tenant()));
    keys.add(AiKeys.UNSTORED);
    return keys;
  }
}
