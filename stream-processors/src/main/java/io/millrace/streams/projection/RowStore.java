package io.millrace.streams.projection;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one task, the latest used of them also in memory: a look-up in RocksDB and parsing
 * what it holds was a third of a topology's CPU. Writes go to the store at once. A task that is
 * rolled back is initialised again and begins with nothing in memory.
 *
 * <p>A row is kept under its slot. Those of buckets begin with the bucket's end, so that retired
 * ones are the first of the store.
 */
final class RowStore<R> {

  /** Rows held for each task; there are as many tasks as partitions. */
  static final int HELD = 2_048;

  /** Sorts before every key, which begins with an id. */
  private static final String BUCKET = "\u0001";

  private static final HexFormat HEX = HexFormat.of();

  private final State<R> store;
  private final Sweep sweep = new Sweep();
  private final Map<String, R> held =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, R> eldest) {
          return size() > HELD;
        }
      };

  RowStore(State<R> store) {
    this.store = store;
  }

  /** Where the row of a change is kept. */
  static String slot(Change<?> change) {
    return change.until() == Change.FOR_EVER ? change.key() : from(change.until()) + change.key();
  }

  /** The key of the row that is kept there. */
  static String key(String slot) {
    return slot.startsWith(BUCKET) ? slot.substring(from(0).length()) : slot;
  }

  @Nullable R get(String slot) {
    R row = held.get(slot);
    if (row == null) {
      row = store.get(slot);
      if (row != null) {
        held.put(slot, row);
      }
    }
    return row;
  }

  void put(String slot, R row) {
    store.put(slot, row);
    held.put(slot, row);
  }

  /** Moves the row that is kept under its key, if there is one, and returns it. */
  @Nullable R moveToSlot(String key, String slot) {
    R row = store.get(key);
    if (row != null) {
      store.delete(key);
      held.remove(key);
      put(slot, row);
    }
    return row;
  }

  /**
   * Deletes some rows of buckets that ended at that time or before.
   *
   * @return false if none are left
   */
  boolean sweep(long retiredUpTo, int limit) {
    return retiredUpTo != Horizon.NEVER
        && sweep.step(
            store, BUCKET, from(retiredUpTo + 1), limit, (slot, row) -> held.remove(slot));
  }

  private static String from(long until) {
    return BUCKET + HEX.toHexDigits(until ^ Long.MIN_VALUE);
  }
}
