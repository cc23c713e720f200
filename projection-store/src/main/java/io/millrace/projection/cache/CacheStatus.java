package io.millrace.projection.cache;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How a cache is doing, as this process counted since it started.
 *
 * @param hitRate of all look-ups the part that Postgres did not answer; absent before the first
 * @param overall of all instances; absent before it was measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CacheStatus(
    String name,
    long hits,
    long misses,
    @Nullable Double hitRate,
    Level near,
    Level redis,
    long evictions,
    long flushes,
    @Nullable CacheFigures overall) {

  /**
   * One level.
   *
   * @param entries absent where Redis cannot be asked
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Level(
      boolean available, long hits, @Nullable Double hitRate, @Nullable Long entries, String ttl) {}
}
