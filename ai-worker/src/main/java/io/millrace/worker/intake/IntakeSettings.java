package io.millrace.worker.intake;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How much the worker takes on.
 *
 * @param maxConcurrent requests in work at once
 */
@ConfigurationProperties("ai")
public record IntakeSettings(int maxConcurrent) {

  public IntakeSettings {
    if (maxConcurrent < 1) {
      throw new IllegalArgumentException(
          "ai.max-concurrent: " + maxConcurrent + " (expected: > 0)");
    }
  }
}
