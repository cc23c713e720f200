package io.millrace.projection.live;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import tools.jackson.databind.json.JsonMapper;

/** Opens what is package-private to the tests of other packages. */
public final class LiveFixture {

  private LiveFixture() {}

  public static LivePublisher publisher(RedisSettings settings) {
    return publisher(new Redis(settings));
  }

  public static LivePublisher publisher(Redis redis) {
    return new LivePublisher(redis, JsonMapper.builder().build(), new SimpleMeterRegistry());
  }
}
