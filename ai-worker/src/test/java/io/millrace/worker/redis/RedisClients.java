package io.millrace.worker.redis;

import io.lettuce.core.RedisClient;
import java.util.concurrent.TimeUnit;

/** Clients of tests. */
public final class RedisClients {

  private RedisClients() {}

  /** Lettuce waits for ever for a connection that was being made when its client was shut down. */
  public static void end(RedisClient client) {
    client
        .shutdownAsync(0, 1, TimeUnit.SECONDS)
        .completeOnTimeout(null, 5, TimeUnit.SECONDS)
        .join();
  }
}
