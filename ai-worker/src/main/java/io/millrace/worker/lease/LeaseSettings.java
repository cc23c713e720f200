package io.millrace.worker.lease;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a worker that says nothing keeps what it works on.
 *
 * @param duration renewed three times within it
 * @param maxStarts begun more often without an end, a request kills its worker
 */
@ConfigurationProperties("ai.lease")
public record LeaseSettings(
    @DefaultValue("15s") Duration duration, @DefaultValue("5") int maxStarts) {

  private static final int RENEWALS = 3;

  public LeaseSettings {
    if (duration.toMillis() < RENEWALS) {
      throw new IllegalArgumentException("ai.lease.duration: " + duration + " (expected: >= 3ms)");
    }
    if (maxStarts < 1) {
      throw new IllegalArgumentException("ai.lease.max-starts: " + maxStarts + " (expected: > 0)");
    }
  }

  Duration renewal() {
    return duration.dividedBy(RENEWALS);
  }
}
