package io.millrace.worker.intake;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The records of one partition that were taken, and which of them are done. Records end in any
 * order, but only offsets below the oldest one not done may be committed.
 *
 * <p>It outlives a rebalance: when the partition comes back, records still in work are not taken
 * twice, and nothing is committed until the first record shows where the group stands by then.
 */
final class OffsetTracker {

  private final TreeMap<Long, Boolean> doneByOffset = new TreeMap<>();
  private boolean positioned;
  private long committable = -1;

  /** The partition was assigned: its next record may be an old one, or one far ahead. */
  void assigned() {
    positioned = false;
    committable = -1;
  }

  /** Whether the record is to be worked on: false if it is in work, or done, already. */
  boolean take(long offset) {
    if (!positioned) {
      positioned = true;
      doneByOffset.headMap(offset).clear();
    }
    return doneByOffset.putIfAbsent(offset, false) == null;
  }

  /** Takes back {@link #take} of a record nobody began to work on. */
  void release(long offset) {
    doneByOffset.remove(offset);
  }

  void done(long offset) {
    doneByOffset.replace(offset, true);
  }

  /** The offset to commit: all records before it are done. Empty if it did not move since. */
  OptionalLong advance() {
    if (!positioned) {
      return OptionalLong.empty();
    }
    long before = committable;
    for (Map.Entry<Long, Boolean> first = doneByOffset.firstEntry();
        first != null && first.getValue();
        first = doneByOffset.firstEntry()) {
      committable = first.getKey() + 1;
      doneByOffset.remove(first.getKey());
    }
    return committable == before ? OptionalLong.empty() : OptionalLong.of(committable);
  }

  boolean idle() {
    return doneByOffset.isEmpty();
  }
}
