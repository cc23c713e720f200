package io.millrace.streams.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
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
  <V> boolean step(
      State<V> store, String from, @Nullable String to, int limit, BiConsumer<String, V> deleted) {
    String start = reached == null ? from : reached;
    List<KeyValue<String, V>> old = new ArrayList<>(limit);
    try (KeyValueIterator<String, V> entries = store.range(start, to)) {
      while (old.size() < limit && entries.hasNext()) {
        old.add(entries.next());
      }
    }
    for (KeyValue<String, V> entry : old) {
      store.delete(entry.key);
      deleted.accept(entry.key, entry.value);
      reached = entry.key;
    }
    return old.size() == limit;
  }

  /** Begins at the start of the next range. */
  void rewind() {
    reached = null;
  }
}
