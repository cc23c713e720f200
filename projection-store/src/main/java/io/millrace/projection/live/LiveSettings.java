package io.millrace.projection.live;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of live updates.
 *
 * @param maxConnections most watchers this instance holds; more get a 503
 */
@ConfigurationProperties("live")
record LiveSettings(@DefaultValue("10000") int maxConnections) {

  LiveSettings {
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "live.max-connections: " + maxConnections + " (expected: > 0)");
    }
  }
}
