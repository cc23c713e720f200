package io.millrace.projection.ai;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How AI requests are doing, over all instances and tenants.
 *
 * @param queueLength how many wait for a worker
 * @param waiting the same by priority; null where only the database could be asked
 * @param activeRequests how many are being answered; null where only the database could be asked
 * @param maxConcurrent how many calls the workers make at once
 * @param circuit {@code closed}, {@code half-open} or {@code open}, the worst of all workers; null
 *     while no worker tells
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AiQueue(
    long queueLength,
    @Nullable Map<String, Long> waiting,
    @Nullable Long activeRequests,
    long maxConcurrent,
    @Nullable String circuit,
    Stats stats) {

  /** Requests that were answered, and what that took on average. */
  public record Stats(long totalProcessed, long avgWaitTimeMs, long avgProcessTimeMs) {

    static Stats of(long processed, long waitMs, long processMs) {
      return processed <= 0
          ? new Stats(0, 0, 0)
          : new Stats(
              processed,
              Math.round((double) waitMs / processed),
              Math.round((double) processMs / processed));
    }
  }
}
