package io.millrace.ingest.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * How much body is taken, and for how long it is waited for.
 *
 * @param limit largest body of one event
 * @param batchLimit largest body of many events
 * @param batchItems most events in one body
 * @param timeout how long a body may take to arrive
 * @param buffered how much all bodies being read may hold together
 */
@ConfigurationProperties("ingest.body")
public record BodySettings(
    DataSize limit, DataSize batchLimit, int batchItems, Duration timeout, DataSize buffered) {

  public BodySettings {
    if (limit.toBytes() < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
    if (batchLimit.compareTo(limit) < 0) {
      throw new IllegalArgumentException(
          "batch-limit: " + batchLimit + " (expected: >= limit " + limit + ")");
    }
    if (batchItems < 1) {
      throw new IllegalArgumentException("batch-items: " + batchItems + " (expected: > 0)");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
    }
    if (buffered.compareTo(batchLimit) < 0) {
      throw new IllegalArgumentException(
          "buffered: " + buffered + " (expected: >= batch-limit " + batchLimit + ")");
    }
  }
}
