package io.millrace.worker.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Redis is.
 *
 * @param url {@code redis://} or {@code rediss://}, with several hosts for a Cluster; or {@code
 *     redis-sentinel://} with {@code #master}
 * @param timeout how long a command may take; then the worker goes on without its answer
 */
@ConfigurationProperties("redis")
public record RedisSettings(String url, @DefaultValue("500ms") Duration timeout) {

  public RedisSettings {
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("redis.timeout: " + timeout + " (expected: >= 1ms)");
    }
    uris(url);
  }

  /** One for a server or its Sentinels, several for a Cluster. */
  List<RedisURI> uris() {
    List<RedisURI> uris = uris(url);
    uris.forEach(uri -> uri.setTimeout(timeout));
    return uris;
  }

  private static List<RedisURI> uris(String url) {
    return url.startsWith(RedisURI.URI_SCHEME_REDIS_SENTINEL)
        ? List.of(RedisURI.create(url))
        : RedisClusterURIUtil.toRedisURIs(URI.create(url));
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "RedisSettings[" + uris() + ", " + timeout + "]";
  }
}
