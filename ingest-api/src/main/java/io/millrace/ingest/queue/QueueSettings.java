package io.millrace.ingest.queue;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How many AI requests may wait, of all instances together.
 *
 * @param most of all tenants
 * @param mostOfTenant of one tenant
 * @param timeout how long a request waits for Redis's word before its instance decides alone
 */
@ConfigurationProperties("ingest.ai.queue")
public record QueueSettings(int most, int mostOfTenant, Duration timeout) {

  public QueueSettings {
    if (most < 1) {
      throw new IllegalArgumentException("most: " + most + " (expected: > 0)");
    }
    if (mostOfTenant < 1) {
      throw new IllegalArgumentException("most-of-tenant: " + mostOfTenant + " (expected: > 0)");
    }
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: >= 1ms)");
    }
  }
}
