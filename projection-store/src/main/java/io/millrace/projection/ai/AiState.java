package io.millrace.projection.ai;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.kafka.ProtoSerde;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What Redis knows of a request, which is newer than the database. */
@Component
public final class AiState {

  private static final ProtoSerde<AiResult> RESULTS = ProtoSerde.of(AiResult.getDefaultInstance());

  private final AiRedis redis;
  private final Clock clock;

  AiState(AiRedis redis, Clock clock) {
    this.redis = redis;
    this.clock = clock;
  }

  /**
   * A request.
   *
   * @param lane the priority under which it waits; null if it does not
   * @param running whether a worker has it
   * @param begun whether one has begun it
   * @param attempts begun so far
   * @param streamed whether there is a stream of its answer
   * @param result how it ended; null if it has not
   */
  public record Request(
      @Nullable String lane,
      boolean running,
      boolean begun,
      int attempts,
      boolean streamed,
      @Nullable AiResult result) {

    static final Request UNKNOWN = new Request(null, false, false, 0, false, null);

    /** Whether there is such a request. */
    public boolean isKnown() {
      return lane != null || running || begun || streamed || result != null;
    }
  }

  /** A request as it is now; one of which nothing is known while Redis is away. */
  public Mono<Request> of(String tenant, String requestId) {
    String request = AiKeys.request(tenant, requestId);
    return redis.ask(commands -> ask(commands, request)).onErrorReturn(Request.UNKNOWN);
  }

  /** The result of a stored value; null for none. */
  public static @Nullable AiResult result(byte @Nullable [] value) {
    return value == null ? null : RESULTS.parse(value);
  }

  private CompletionStage<Request> ask(
      RedisClusterAsyncCommands<String, byte[]> commands, String request) {
    double now = clock.millis();
    Map<String, CompletableFuture<Double>> waiting = new LinkedHashMap<>();
    byte[] member = request.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (String lane : AiQueues.LANES) {
      waiting.put(lane, commands.zscore(AiKeys.waiting(lane), member).toCompletableFuture());
    }
    // Before where it runs: given back meanwhile, it is not counted twice.
    CompletableFuture<byte[]> attempts =
        commands.hget(AiKeys.lease(request), "attempts").toCompletableFuture();
    CompletableFuture<Double> running =
        commands.zscore(AiKeys.RUNNING, member).toCompletableFuture();
    CompletableFuture<Long> streams = commands.exists(AiKeys.out(request)).toCompletableFuture();
    return commands
        .get(AiKeys.result(request))
        .toCompletableFuture()
        .thenCombine(
            CompletableFuture.allOf(
                CompletableFuture.allOf(waiting.values().toArray(CompletableFuture[]::new)),
                running,
                attempts,
                streams),
            (result, rest) -> {
              boolean isRunning = isAfter(running.join(), now);
              int before = (int) AiRedis.number(attempts.join());
              return new Request(
                  waiting.entrySet().stream()
                      .filter(lane -> isAfter(lane.getValue().join(), now))
                      .map(Map.Entry::getKey)
                      .findFirst()
                      .orElse(null),
                  isRunning,
                  attempts.join() != null,
                  isRunning ? before + 1 : before,
                  streams.join() > 0,
                  result(result));
            });
  }

  private static boolean isAfter(@Nullable Double score, double now) {
    return score != null && score > now;
  }
}
