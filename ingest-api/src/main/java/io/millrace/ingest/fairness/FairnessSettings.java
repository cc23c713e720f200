package io.millrace.ingest.fairness;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What all sources and tenants share while more than one of them is active.
 *
 * @param requests requests under way at once, shared out among those that are active
 * @param bytes bytes of their bodies, shared out likewise
 * @param patience how long a request waits for its turn before the answer is 503
 */
@ConfigurationProperties("ingest.fair")
public record FairnessSettings(int requests, DataSize bytes, Duration patience) {

  public FairnessSettings {
    if (requests < 1) {
      throw new IllegalArgumentException("requests: " + requests + " (expected: > 0)");
    }
    if (bytes.toBytes() < 1) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: > 0)");
    }
    if (patience.isNegative() || patience.compareTo(Duration.ofSeconds(4)) > 0) {
      throw new IllegalArgumentException("patience: " + patience + " (expected: 0s to 4s)");
    }
  }
}
