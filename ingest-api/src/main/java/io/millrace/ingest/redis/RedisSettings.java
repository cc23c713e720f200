package io.millrace.ingest.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where Redis is.
 *
 * @param url {@code redis://} or {@code rediss://}, with several hosts for a Cluster; or {@code
 *     redis-sentinel://} with {@code #master}
 * @param timeout how long a command may take
 */
@ConfigurationProperties("ingest.redis")
public record RedisSettings(String url, Duration timeout) {

  public RedisSettings {
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: >= 1ms)");
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
