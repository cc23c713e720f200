package io.millrace.loadtest.prove.fault;

import io.millrace.loadtest.prove.evidence.View;
import java.util.Map;

/**
 * A fault that was done. Times are in nanoseconds since the journal began.
 *
 * @param fault what
 * @param began just before the signal
 * @param over when the process was killed, or went on
 * @param fresh when a read first showed what was written after the fault was over, for each view;
 *     absent where it did not in time
 * @param ended when it was no longer looked at
 */
public record FaultRecord(Fault fault, long began, long over, Map<View, Long> fresh, long ended) {

  public FaultRecord {
    fresh = Map.copyOf(fresh);
  }

  /** Whether every view became fresh. */
  public boolean recovered() {
    return fresh.size() == View.values().length;
  }
}
