package io.millrace.projection.live;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Redis is.
 *
 * @param url {@code redis://} or {@code rediss://}
 * @param timeout how long a command may take; live updates are dropped rather than waited for
 */
@ConfigurationProperties("redis")
public record RedisSettings(String url, @DefaultValue("250ms") Duration timeout) {

  public RedisSettings {
    RedisURI.create(url);
  }

  /** As Lettuce takes it, with the time-out. */
  public RedisURI uri() {
    RedisURI uri = RedisURI.create(url);
    uri.setTimeout(timeout);
    return uri;
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    RedisURI uri = uri();
    return "RedisSettings[" + uri.getHost() + ":" + uri.getPort() + "]";
  }
}
