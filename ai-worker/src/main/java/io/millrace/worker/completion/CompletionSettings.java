package io.millrace.worker.completion;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What becomes of calls that fail.
 *
 * @param retry when an attempt is made again, as {@link RetryPolicy} reads it
 * @param circuit when a provider is no longer asked: {@code failures=5,open=60s,successes=2}
 * @param fallbackMessage the answer while no provider can be asked; empty for none
 */
@ConfigurationProperties("ai")
public record CompletionSettings(String retry, String circuit, String fallbackMessage) {

  RetryPolicy retryPolicy() {
    return RetryPolicy.of(retry);
  }

  CircuitPolicy circuitPolicy() {
    return CircuitPolicy.of(circuit);
  }
}
