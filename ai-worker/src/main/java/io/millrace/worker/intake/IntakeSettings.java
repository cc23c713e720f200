package io.millrace.worker.intake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How much the worker takes on.
 *
 * @param maxConcurrent requests in work at once
 * @param requestTimeout the longest a call to the model may take
 */
@ConfigurationProperties("ai")
public record IntakeSettings(int maxConcurrent, Duration requestTimeout) {

  private static final Duration DRAIN_MARGIN = Duration.ofSeconds(5);

  public IntakeSettings {
    if (maxConcurrent < 1) {
      throw new IllegalArgumentException(
          "ai.max-concurrent: " + maxConcurrent + " (expected: > 0)");
    }
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException(
          "ai.request-timeout: " + requestTimeout + " (expected: > 0)");
    }
  }

  /** How long a stop waits for the calls in flight: all of them end within it. */
  Duration drain() {
    return requestTimeout.plus(DRAIN_MARGIN);
  }
}
