package io.millrace.projection.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a job did last, on whichever instance that was.
 *
 * @param lastRun when it began; null before the first run, and so is what belongs to it
 * @param outcome {@code ok} or {@code failed}
 * @param error why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobRun(
    String name,
    String schedule,
    @Nullable Instant lastRun,
    Instant nextRun,
    @Nullable String outcome,
    @Nullable Long durationMs,
    @Nullable String instance,
    @Nullable String error) {}
