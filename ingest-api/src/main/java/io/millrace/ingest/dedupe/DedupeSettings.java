package io.millrace.ingest.dedupe;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long ids are known again.
 *
 * @param window for so long, or up to twice
 * @param maxIds most ids that all instances together keep in Redis, the window being shortened; 0
 *     for none
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
