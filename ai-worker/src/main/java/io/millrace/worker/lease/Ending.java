package io.millrace.worker.lease;

import io.millrace.schemas.ai.v1.AiResult;
import java.util.List;

/**
 * How a request ends.
 *
 * @param costMicros in millionths of the currency's unit
 * @param entries what its stream is still to be told, the end as the last
 */
public record Ending(AiResult result, End end, long costMicros, List<Entry> entries) {

  public Ending {
    entries = List.copyOf(entries);
  }

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
