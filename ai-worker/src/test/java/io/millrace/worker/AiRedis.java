package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.worker.redis.RedisClients;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a worker leaves in Redis, and what the front door puts there. */
final class AiRedis implements AutoCloseable {

  private static final List<String> LANES = List.of("high", "normal", "low");
  private static final List<String> ENDS =
      List.of("completed", "fallback", "failed", "expired", "cancelled", "dead");

  private final Set<String> admitted = ConcurrentHashMap.newKeySet();
  private final RedisClient client;
  private final RedisCommands<String, String> commands;

  AiRedis(String url) {
    client = RedisClient.create(url);
    commands = client.connect().sync();
  }

  /** As ingest-api does for a request that is stored, once for each. */
  void admit(String lane, AiRequest request) {
    String name = AiKeys.request(request.getTenant(), request.getRequestId());
    if (admitted.add(name) && commands.exists(AiKeys.result(name)) == 0) {
      double till = System.currentTimeMillis() + 900_000d;
      commands.zadd(AiKeys.waiting(lane), till, name);
      commands.zadd(AiKeys.tenant(request.getTenant()), till, name);
      commands.hincrby(AiKeys.TOTALS, "admitted", 1);
    }
  }

  /** Waits until every request that was ever admitted here has ended, once. */
  void awaitConserved() {
    await()
        .untilAsserted(
            () -> {
              assertThat(commands.zcard(AiKeys.RUNNING)).as("running").isZero();
              for (String lane : LANES) {
                assertThat(commands.zcard(AiKeys.waiting(lane))).as("waiting: " + lane).isZero();
              }
              Map<String, String> totals = commands.hgetall(AiKeys.TOTALS);
              assertThat(
                      ENDS.stream()
                          .mapToLong(end -> Long.parseLong(totals.getOrDefault(end, "0")))
                          .sum())
                  .as(totals.toString())
                  .isEqualTo(Long.parseLong(totals.getOrDefault("admitted", "0")));
            });
  }

  /** As {@code DELETE /api/ai/requests/{id}} does. */
  void cancel(String id) {
    cancel("demo", id);
  }

  void cancel(String tenant, String id) {
    String request = AiKeys.request(tenant, id);
    commands.set(AiKeys.cancel(request), "1");
    commands.publish(AiKeys.CANCELLED, request);
  }

  /** Whether a worker listens for cancellations. */
  boolean isHeard() {
    return commands.pubsubNumsub(AiKeys.CANCELLED).values().stream().anyMatch(count -> count > 0);
  }

  /** The entries of a request's stream: type and data. */
  List<String> out(String id) {
    return out("demo", id);
  }

  private List<String> out(String tenant, String id) {
    return commands.xrange(AiKeys.out(AiKeys.request(tenant, id)), Range.unbounded()).stream()
        .map(entry -> entry.getBody().get(AiKeys.TYPE) + " " + entry.getBody().get(AiKeys.DATA))
        .toList();
  }

  /** What a reader has put together of it. */
  String text(String id) {
    return text("demo", id);
  }

  String text(String tenant, String id) {
    StringBuilder text = new StringBuilder();
    for (String entry : out(tenant, id)) {
      if (entry.startsWith(AiKeys.RESTART)) {
        text.setLength(0);
      } else if (entry.startsWith(AiKeys.TOKEN)) {
        text.append(entry.substring(AiKeys.TOKEN.length() + 1));
      }
    }
    return text.toString();
  }

  /** When the last entry of a type was written; the beginning of time for none. */
  Instant last(String id, String type) {
    return commands.xrange(AiKeys.out(AiKeys.request("demo", id)), Range.unbounded()).stream()
        .filter(entry -> entry.getBody().get(AiKeys.TYPE).equals(type))
        .map(entry -> Instant.ofEpochMilli(Long.parseLong(entry.getId().split("-")[0])))
        .reduce(Instant.EPOCH, (before, next) -> next);
  }

  /** As workers leave a request that die with it in work. */
  void crashed(String id, int times) {
    commands.hset(AiKeys.lease(AiKeys.request("demo", id)), "starts", Integer.toString(times));
  }

  /** As a worker leaves it that dies before Kafka has the result. */
  void stored(AiResult result) {
    try (StatefulRedisConnection<String, byte[]> bytes =
        client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))) {
      bytes
          .sync()
          .set(
              AiKeys.result(AiKeys.request(result.getTenant(), result.getRequestId())),
              result.toByteArray());
    }
  }

  /** Tokens a tenant used of late, whatever minute that was. */
  long tokens(String tenant) {
    return sum(AiKeys.tokens(tenant, 0));
  }

  /** What a tenant's requests cost of late, whatever day that was. */
  long costMicros(String tenant) {
    return sum(AiKeys.cost(tenant, 0));
  }

  private long sum(String key) {
    return commands.keys(key.substring(0, key.length() - 1) + "*").stream()
        .mapToLong(each -> Long.parseLong(commands.get(each)))
        .sum();
  }

  @Override
  public void close() {
    RedisClients.end(client);
  }
}
