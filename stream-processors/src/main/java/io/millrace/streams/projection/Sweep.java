package io.millrace.streams.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * Deletes from a store a few entries at a time. It goes on where it stopped, so that it does not
 * pass over what it deleted again; after a restart it does once.
 */
final class Sweep {

  private @Nullable String reached;

  /**
   * Deletes the first entries of a range.
   *
   * @param from a key before all of them
   * @param to a key after all of them; null for the end of the store
   * @return false if none are left
   */
  boolean step(
      State<?> store, String from, @Nullable String to, int limit, Consumer<String> deleted) {
    String start = reached == null ? from : reached;
    List<String> keys = new ArrayList<>(limit);
    try (KeyValueIterator<String, ?> entries = store.range(start, to)) {
      while (keys.size() < limit && entries.hasNext()) {
        keys.add(entries.next().key);
      }
    }
    for (String key : keys) {
      store.delete(key);
      deleted.accept(key);
      reached = key;
    }
    return keys.size() == limit;
  }

  /** Begins at the start of the next range. */
  void rewind() {
    reached = null;
  }
}
