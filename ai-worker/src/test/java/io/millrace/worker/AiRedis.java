package io.millrace.worker;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.schemas.ai.AiKeys;
import java.util.List;

/** What a worker leaves in Redis, and what the front door puts there. */
final class AiRedis implements AutoCloseable {

  private final RedisClient client;
  private final RedisCommands<String, String> commands;

  AiRedis(String url) {
    client = RedisClient.create(url);
    commands = client.connect().sync();
  }

  RedisCommands<String, String> commands() {
    return commands;
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
    client.shutdown();
  }
}
