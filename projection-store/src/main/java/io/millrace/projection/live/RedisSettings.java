package io.millrace.projection.live;

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
 * @param timeout how long a command may take; live updates are dropped rather than waited for
 */
@ConfigurationProperties("redis")
public record RedisSettings(String url, @DefaultValue("250ms") Duration timeout) {

  public RedisSettings {
    uris(url);
  }

  /** One for a server or its Sentinels, several for a Cluster; with the time-out. */
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
    return "RedisSettings[" + uris() + "]";
  }
}
