package io.millrace.worker.lease;

import io.millrace.schemas.ai.v1.AiResult;

/**
 * How a request ends.
 *
 * @param costMicros in millionths of the currency's unit
 * @param tail what its stream is still to be told, the end as the last
 */
public record Ending(AiResult result, End end, long costMicros, Tail tail) {

  /** The names under which ends are counted. */
  public enum End {
    COMPLETED("completed"),
    FALLBACK("fallback"),
    FAILED("failed"),
    EXPIRED("expired"),
    CANCELLED("cancelled"),
    DEAD("dead");

    private final String text;

    End(String text) {
      this.text = text;
    }

    boolean answered() {
      return this == COMPLETED || this == FALLBACK;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
