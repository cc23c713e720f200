package io.millrace.projection.support;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Asks a Redis what an app left there. */
public final class TestRedis {

  private TestRedis() {}

  public static <T> T ask(
      String url, Function<StatefulRedisConnection<String, String>, T> question) {
    RedisClient client = RedisClient.create(url);
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return question.apply(connection);
    } finally {
      end(client);
    }
  }

  /** Lettuce waits for ever for a connection that was being made when its client was shut down. */
  public static void end(RedisClient client) {
    client
        .shutdownAsync(0, 1, TimeUnit.SECONDS)
        .completeOnTimeout(null, 5, TimeUnit.SECONDS)
        .join();
  }
}
