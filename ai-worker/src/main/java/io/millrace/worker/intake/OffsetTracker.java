package io.millrace.worker.intake;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

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

  /**
   * The offset to commit: all records before it are done. Empty if it did not move since.
   *
   * @param position up to where the partition was read: what was not taken below it is nothing
   */
  OptionalLong advance(LongSupplier position) {
    if (!positioned) {
      return OptionalLong.empty();
    }
    long before = committable;
    committable = Math.max(committable, next(Set.of()));
    while (!doneByOffset.isEmpty() && doneByOffset.firstKey() < committable) {
      doneByOffset.pollFirstEntry();
    }
    if (doneByOffset.isEmpty()) {
      committable = Math.max(committable, position.getAsLong());
    }
    return committable == before ? OptionalLong.empty() : OptionalLong.of(committable);
  }

  /** The offset to commit if these were done as well; empty if that would not move it. */
  OptionalLong advanceWith(Set<Long> done) {
    long next = positioned ? next(done) : -1;
    return next > committable ? OptionalLong.of(next) : OptionalLong.empty();
  }

  private long next(Set<Long> done) {
    long next = -1;
    for (Map.Entry<Long, Boolean> entry : doneByOffset.entrySet()) {
      if (!entry.getValue() && !done.contains(entry.getKey())) {
        break;
      }
      next = entry.getKey() + 1;
    }
    return next;
  }

  boolean idle() {
    return doneByOffset.isEmpty();
  }
}
