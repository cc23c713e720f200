package io.millrace.ingest.delivery;

import io.lettuce.core.KeyValue;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.ingest.redis.Redis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A capped set per source and outcome, sorted by time as instances add at different times, and a
 * hash of old secrets' last uses per tenant. What is added twice is there once.
 */
final class RedisDeliveryStore implements DeliveryStore {

  private static final String DELIVERIES = "millrace:deliveries:";
  private static final String OLD_SECRETS = "millrace:old-secrets:";
  private static final int KEPT = 200;
  private static final Duration KEPT_FOR = Duration.ofDays(7);

  /** Longer than any grace. */
  private static final Duration USES_KEPT_FOR = Duration.ofDays(31);

  private final Redis redis;

  RedisDeliveryStore(Redis redis) {
    this.redis = redis;
  }

  @Override
  public Mono<Void> add(SourceId source, Outcome outcome, List<Entry> entries) {
    byte[] key = key(source, outcome);
    ScoredValue<byte[]>[] values = scored(entries);
    return ask(commands -> commands.zadd(key, values))
        .then(
            Mono.when(
                    ask(commands -> commands.zremrangebyrank(key, 0, -1 - KEPT)),
                    ask(commands -> commands.expire(key, KEPT_FOR)))
                .onErrorComplete());
  }

  @SuppressWarnings("unchecked") // an array of a generic type cannot be made otherwise
  private static ScoredValue<byte[]>[] scored(List<Entry> entries) {
    return entries.stream()
        .map(entry -> ScoredValue.just(entry.millis(), bytes(entry.text())))
        .toArray(ScoredValue[]::new);
  }

  @Override
  public Mono<List<Entry>> newest(SourceId source, Outcome outcome, int limit) {
    return ask(commands -> commands.zrevrange(key(source, outcome), 0, limit - 1))
        .map(
            values ->
                values.stream()
                    .map(value -> Entry.parse(new String(value, StandardCharsets.UTF_8)))
                    .filter(Objects::nonNull)
                    .toList());
  }

  @Override
  public Mono<Void> oldSecretUsed(SourceId source, Instant last) {
    byte[] key = bytes(OLD_SECRETS + source.tenant());
    byte[] millis = bytes(Long.toString(last.toEpochMilli()));
    return ask(commands -> commands.hset(key, bytes(source.sourceKey()), millis))
        .then(ask(commands -> commands.expire(key, USES_KEPT_FOR)).onErrorComplete())
        .then();
  }

  @Override
  public Mono<Map<String, Instant>> oldSecretUses(String tenant, Collection<String> sourceKeys) {
    byte[][] fields = sourceKeys.stream().map(RedisDeliveryStore::bytes).toArray(byte[][]::new);
    return ask(commands -> commands.hmget(bytes(OLD_SECRETS + tenant), fields))
        .map(
            found -> {
              Map<String, Instant> uses = new HashMap<>();
              for (KeyValue<byte[], byte[]> use : found) {
                if (use.hasValue()) {
                  uses.put(
                      new String(use.getKey(), StandardCharsets.UTF_8),
                      Instant.ofEpochMilli(
                          Long.parseLong(new String(use.getValue(), StandardCharsets.UTF_8))));
                }
              }
              return uses;
            });
  }

  private <T> Mono<T> ask(
      Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> command) {
    return Mono.defer(
        () -> {
          RedisClusterAsyncCommands<byte[], byte[]> commands = redis.commands();
          return commands == null
              ? Mono.error(new StoreAway())
              : Mono.fromCompletionStage(command.apply(commands));
        });
  }

  private static byte[] key(SourceId source, Outcome outcome) {
    return bytes(DELIVERIES + source.key() + ":" + outcome.label());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Redis is not there at the moment. */
  private static final class StoreAway extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreAway() {
      super("Redis does not answer", null, false, false);
    }
  }
}
