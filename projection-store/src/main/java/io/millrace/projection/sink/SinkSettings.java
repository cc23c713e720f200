package io.millrace.projection.sink;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of every sink.
 *
 * @param batch most records of one transaction
 * @param session after how long without a sign of life a sink's partitions go to another process
 * @param backoffFirst wait after the first failed attempt
 * @param backoffMax longest wait between attempts
 * @param transactionTimeout how long one batch may take before it is tried again
 * @param readyLag a sink counts as caught up once its lag was this small
 */
@ConfigurationProperties("sink")
public record SinkSettings(
    @DefaultValue("5000") int batch,
    @DefaultValue("6s") Duration session,
    @DefaultValue("1s") Duration backoffFirst,
    @DefaultValue("10s") Duration backoffMax,
    @DefaultValue("20s") Duration transactionTimeout,
    @DefaultValue("1000") long readyLag) {

  public SinkSettings {
    if (batch < 1) {
      throw new IllegalArgumentException("sink.batch: " + batch + " (expected: > 0)");
    }
    if (session.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("sink.session: " + session + " (expected: >= 1s)");
    }
  }

  Backoff backoff() {
    return new Backoff(backoffFirst, backoffMax);
  }
}
