package io.millrace.loadtest.prove.ledger;

import java.time.Instant;

/**
 * A result in the topic of AI results. A worker that was killed may leave two for one request.
 *
 * @param key the user who asked
 * @param id of the request
 * @param status {@code completed}, {@code failed} or {@code cancelled}
 * @param text the model's answer
 * @param use what it took
 */
public record Answer(String key, String id, String status, String text, Use use) {

  /**
   * What the worker says of a request that ended.
   *
   * @param endedAt the hour of which it counts in
   * @param priority {@code high}, {@code normal} or {@code low}
   */
  public record Use(
      Instant endedAt,
      String model,
      String priority,
      boolean fallback,
      long promptTokens,
      long completionTokens,
      long waitMs,
      long processMs) {}
}
