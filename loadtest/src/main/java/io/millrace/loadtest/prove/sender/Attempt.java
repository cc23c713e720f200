package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Kind;

/**
 * One request on the wire.
 *
 * @param kind what was sent
 * @param number 1 for the first attempt at a request
 * @param began nanoseconds since the journal began
 * @param ended nanoseconds since the journal began
 * @param outcome what came of it
 */
public record Attempt(Kind kind, int number, long began, long ended, Outcome outcome) {

  /** What comes of an attempt. */
  public enum Outcome {
    ACKNOWLEDGED,
    /** 429, 5xx, a time-out or a broken connection: tried again. */
    FAILED,
    /** Any other answer: not tried again. */
    REFUSED
  }

  public boolean acknowledged() {
    return outcome == Outcome.ACKNOWLEDGED;
  }
}
