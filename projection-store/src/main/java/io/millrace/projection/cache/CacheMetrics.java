package io.millrace.projection.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.projection.metrics.Metric;
import org.jspecify.annotations.Nullable;

/** What this process counts of one cache. */
final class CacheMetrics {

  final Counter nearHits;
  final Counter redisHits;
  final Counter misses;
  final Counter evictions;
  final Counter flushes;

  CacheMetrics(MeterRegistry registry, String cache, NearCache near) {
    nearHits = counter(registry, Metric.CACHE_HITS, cache, "near");
    redisHits = counter(registry, Metric.CACHE_HITS, cache, "redis");
    misses = counter(registry, Metric.CACHE_MISSES, cache, null);
    evictions = counter(registry, Metric.CACHE_EVICTIONS, cache, null);
    flushes = counter(registry, Metric.CACHE_FLUSHES, cache, null);
    Gauge.builder(Metric.CACHE_NEAR_ENTRIES.id(), near, NearCache::size)
        .description(Metric.CACHE_NEAR_ENTRIES.meaning())
        .tag("cache", cache)
        .register(registry);
  }

  /** Look-ups answered without Postgres. */
  long hits() {
    return Math.round(nearHits.count()) + Math.round(redisHits.count());
  }

  /** Look-ups that Postgres answered. */
  long missed() {
    return Math.round(misses.count());
  }

  static Counter counter(
      MeterRegistry registry, Metric metric, String cache, @Nullable String level) {
    Counter.Builder counter =
        Counter.builder(metric.id()).description(metric.meaning()).tag("cache", cache);
    return (level == null ? counter : counter.tag("level", level)).register(registry);
  }
}
