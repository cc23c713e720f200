package io.millrace.projection.ai;

import io.lettuce.core.Range;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.projection.ai.AiQueue.Stats;
import io.millrace.projection.live.LiveSource;
import io.millrace.schemas.ai.AiKeys;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The queue of AI requests as Redis has it; also the live channel {@code ops}. */
@Component
public final class AiQueues implements LiveSource {

  /** The priorities, the most urgent first. */
  static final List<String> LANES = List.of("high", "normal", "low");

  /** The best first. */
  private static final List<String> CIRCUITS = List.of("closed", "half-open", "open");

  private final AiRedis redis;
  private final AiSettings settings;
  private final Clock clock;

  AiQueues(AiRedis redis, AiSettings settings, Clock clock) {
    this.redis = redis;
    this.settings = settings;
    this.clock = clock;
  }

  /** As it is now; an error while Redis is away. */
  public Mono<AiQueue> read() {
    return redis.ask(this::ask);
  }

  @Override
  public String channel() {
    return "ops";
  }

  @Override
  public Mono<Map<String, AiQueue>> newest() {
    return read().map(queue -> Map.of("aiQueue", queue));
  }

  private CompletionStage<AiQueue> ask(RedisClusterAsyncCommands<String, byte[]> commands) {
    Range<Long> alive =
        Range.from(Range.Boundary.excluding(clock.millis()), Range.Boundary.unbounded());
    Map<String, CompletableFuture<Long>> waiting = new LinkedHashMap<>();
    for (String lane : LANES) {
      waiting.put(lane, commands.zcount(AiKeys.waiting(lane), alive).toCompletableFuture());
    }
    CompletableFuture<Long> running = commands.zcount(AiKeys.RUNNING, alive).toCompletableFuture();
    CompletableFuture<List<byte[]>> workers =
        commands.zrangebyscore(AiKeys.WORKERS, alive).toCompletableFuture();
    CompletableFuture<Map<String, byte[]>> slots =
        commands.hgetall(AiKeys.SLOTS).toCompletableFuture();
    CompletableFuture<Map<String, byte[]>> circuits =
        commands.hgetall(AiKeys.CIRCUITS).toCompletableFuture();
    return commands
        .hgetall(AiKeys.TOTALS)
        .toCompletableFuture()
        .thenCombine(
            CompletableFuture.allOf(
                CompletableFuture.allOf(waiting.values().toArray(CompletableFuture[]::new)),
                running,
                workers,
                slots,
                circuits),
            (totals, rest) -> {
              Map<String, Long> lanes = new LinkedHashMap<>();
              waiting.forEach((lane, count) -> lanes.put(lane, count.join()));
              Set<String> live = new HashSet<>();
              workers.join().forEach(worker -> live.add(AiRedis.text(worker)));
              long calls = of(live, slots.join()).stream().mapToLong(AiRedis::number).sum();
              return new AiQueue(
                  lanes.values().stream().mapToLong(Long::longValue).sum(),
                  lanes,
                  running.join(),
                  calls == 0 ? settings.maxConcurrent() : calls,
                  worst(of(live, circuits.join())),
                  Stats.of(
                      AiRedis.number(totals.get("processed")),
                      AiRedis.number(totals.get("waitMs")),
                      AiRedis.number(totals.get("processMs"))));
            });
  }

  private static List<byte[]> of(Set<String> workers, Map<String, byte[]> values) {
    return values.entrySet().stream()
        .filter(entry -> workers.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static @Nullable String worst(List<byte[]> circuits) {
    int worst = circuits.stream().map(AiRedis::text).mapToInt(CIRCUITS::indexOf).max().orElse(-1);
    return worst < 0 ? null : CIRCUITS.get(worst);
  }
}
