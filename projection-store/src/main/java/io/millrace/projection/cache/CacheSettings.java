package io.millrace.projection.cache;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is kept of look-ups.
 *
 * @param ttl how long Redis keeps what nobody changed
 * @param nearTtl how long a process answers from its own memory; zero for never
 * @param nearSize most memory for that
 * @param redisBudget how long a look-up waits for Redis before it asks the database instead
 */
@ConfigurationProperties("cache")
record CacheSettings(
    @DefaultValue("5m") Duration ttl,
    @DefaultValue("2s") Duration nearTtl,
    @DefaultValue("32MB") DataSize nearSize,
    @DefaultValue("50ms") Duration redisBudget) {

  private static final Duration MOST_FOR_NOTHING = Duration.ofSeconds(30);
  private static final Duration SHORTEST_WARM = Duration.ofMinutes(1);

  CacheSettings {
    if (ttl.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("cache.ttl: " + ttl + " (expected: >= 1s)");
    }
    if (nearTtl.isNegative()) {
      throw new IllegalArgumentException("cache.near-ttl: " + nearTtl + " (expected: >= 0)");
    }
    if (nearSize.isNegative()) {
      throw new IllegalArgumentException("cache.near-size: " + nearSize + " (expected: >= 0)");
    }
    if (redisBudget.toMillis() < 1) {
      throw new IllegalArgumentException(
          "cache.redis-budget: " + redisBudget + " (expected: >= 1ms)");
    }
  }

  /** After how long what is asked for most is looked through again. */
  Duration warmFor() {
    return ttl.compareTo(SHORTEST_WARM) < 0 ? SHORTEST_WARM : ttl;
  }

  /** How long Redis keeps that there is nothing. */
  Duration ttlOfNothing() {
    return ttl.compareTo(MOST_FOR_NOTHING) < 0 ? ttl : MOST_FOR_NOTHING;
  }
}
