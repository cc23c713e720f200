package io.millrace.ingest.queue;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How many AI requests may wait, of all instances together.
 *
 * @param most of all tenants
 * @param mostOfTenant of one tenant
 */
@ConfigurationProperties("ingest.ai.queue")
public record QueueSettings(int most, int mostOfTenant) {

  public QueueSettings {
    if (most < 1) {
      throw new IllegalArgumentException("most: " + most + " (expected: > 0)");
    }
    if (mostOfTenant < 1) {
      throw new IllegalArgumentException("most-of-tenant: " + mostOfTenant + " (expected: > 0)");
    }
  }
}
