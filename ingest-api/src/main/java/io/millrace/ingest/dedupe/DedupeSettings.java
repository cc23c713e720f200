package io.millrace.ingest.dedupe;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long ids are known again.
 *
 * @param window at most so long
 * @param maxIds about how many ids this instance keeps in Redis; 0 for none
 */
@ConfigurationProperties("ingest.dedupe")
public record DedupeSettings(Duration window, int maxIds) {

  public DedupeSettings {
    if (window.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("window: " + window + " (expected: >= 1s)");
    }
    if (maxIds < 0) {
      throw new IllegalArgumentException("max-ids: " + maxIds + " (expected: >= 0)");
    }
  }
}
