package io.millrace.projection.live;

import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import tools.jackson.databind.json.JsonMapper;

/** Opens what is package-private to the tests of other packages. */
public final class LiveFixture {

  private LiveFixture() {}

  public static RedisClient client(RedisSettings settings) {
    return new RedisConfiguration().redisClient(settings);
  }

  public static LivePublisher publisher(RedisSettings settings) {
    return new LivePublisher(
        client(settings), settings, JsonMapper.builder().build(), new SimpleMeterRegistry());
  }
}
