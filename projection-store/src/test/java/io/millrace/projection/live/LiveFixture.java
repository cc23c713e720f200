package io.millrace.projection.live;

import io.lettuce.core.RedisClient;

/** Opens what is package-private to the tests of other packages. */
public final class LiveFixture {

  private LiveFixture() {}

  public static RedisClient client(RedisSettings settings) {
    return new RedisConfiguration().redisClient(settings);
  }
}
