package io.millrace.streams.projection;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one task, the latest used of them also in memory: a look-up in RocksDB and parsing
 * what it holds was a third of a topology's CPU. Writes go to the store at once. A task that is
 * rolled back is initialised again and begins with nothing in memory.
 */
final class RowStore<R> {

  /** Rows held for each task; there are as many tasks as partitions. */
  static final int HELD = 2_048;

  private final KeyValueStore<String, R> store;
  private final Map<String, R> held =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, R> eldest) {
          return size() > HELD;
        }
      };

  RowStore(KeyValueStore<String, R> store) {
    this.store = store;
  }

  @Nullable R get(String key) {
    R row = held.get(key);
    if (row == null) {
      row = store.get(key);
      if (row != null) {
        held.put(key, row);
      }
    }
    return row;
  }

  void put(String key, R row) {
    store.put(key, row);
    held.put(key, row);
  }
}
