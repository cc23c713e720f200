package io.millrace.worker.completion;

import java.time.Duration;

/**
 * When a provider is no longer asked. In one line: {@code failures=5,open=60s,successes=2} opens
 * the circuit at the fifth failure in a row, lets calls through again after 60 s, and closes it
 * after two successes; a failure before that opens it again.
 */
record CircuitPolicy(int failures, Duration open, int successes) {

  private static final String FORM = "failures=5,open=60s,successes=2";

  static CircuitPolicy of(String line) {
    KeyValues values = new KeyValues("ai.circuit", line, FORM);
    values.expect("failures", "open", "successes");
    return new CircuitPolicy(
        values.count("failures"), values.duration(values.text("open")), values.count("successes"));
  }
}
