package io.millrace.projection.cache;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a cache is doing in all instances together, as the job {@code cache-metrics} found last.
 *
 * @param hits look-ups answered without Postgres since the database was new
 * @param hitRate in the time before; absent where nothing was looked up
 * @param keys how many Redis holds; absent where it could not be asked
 * @param memoryBytes what Redis takes for everything it holds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CacheFigures(
    Instant measuredAt,
    long hits,
    long misses,
    @Nullable Double hitRate,
    @Nullable Long keys,
    @Nullable Long memoryBytes) {}
