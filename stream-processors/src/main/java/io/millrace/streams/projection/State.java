package io.millrace.streams.projection;

import java.util.NoSuchElementException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What one task of a projection keeps under one name: a store, or the part of a shared one whose
 * keys begin alike. A store costs a changelog partition in every transaction and a database of its
 * own, so projections that share a topology share one.
 */
public abstract sealed class State<V> {

  /** The state that is the whole of a store. */
  static <V> State<V> of(KeyValueStore<String, V> store) {
    return new Whole<>(store);
  }

  /**
   * The state that is a part of a store.
   *
   * @param prefix what its keys begin with there, and no others; ends with a slash
   */
  static <V> State<V> part(KeyValueStore<String, byte[]> store, String prefix, Serde<V> serde) {
    return new Part<>(store, prefix, serde);
  }

  public abstract @Nullable V get(String key);

  public abstract void put(String key, V value);

  public abstract void delete(String key);

  /**
   * The entries from a key to another, both included, in the order of the keys' bytes. To be
   * closed.
   *
   * @param to null for the end
   */
  public abstract KeyValueIterator<String, V> range(String from, @Nullable String to);

  /** All entries, to be closed. */
  public final KeyValueIterator<String, V> all() {
    return range("", null);
  }

  private static final class Whole<V> extends State<V> {

    private final KeyValueStore<String, V> store;

    private Whole(KeyValueStore<String, V> store) {
      this.store = store;
    }

    @Override
    public @Nullable V get(String key) {
      return store.get(key);
    }

    @Override
    public void put(String key, V value) {
      store.put(key, value);
    }

    @Override
    public void delete(String key) {
      store.delete(key);
    }

    @Override
    @SuppressWarnings("NullAway") // null is the end of the store
    public KeyValueIterator<String, V> range(String from, @Nullable String to) {
      return store.range(from, to);
    }
  }

  private static final class Part<V> extends State<V> {

    private static final char AFTER_SLASH = '/' + 1;

    private final KeyValueStore<String, byte[]> store;
    private final String prefix;
    private final String end;
    private final Serde<V> serde;

    private Part(KeyValueStore<String, byte[]> store, String prefix, Serde<V> serde) {
      this.store = store;
      this.prefix = prefix;
      this.end = prefix.substring(0, prefix.length() - 1) + AFTER_SLASH;
      this.serde = serde;
    }

    @Override
    public @Nullable V get(String key) {
      byte[] value = store.get(prefix + key);
      return value == null ? null : serde.deserializer().deserialize(store.name(), value);
    }

    @Override
    public void put(String key, V value) {
      store.put(prefix + key, serde.serializer().serialize(store.name(), value));
    }

    @Override
    public void delete(String key) {
      store.delete(prefix + key);
    }

    @Override
    public KeyValueIterator<String, V> range(String from, @Nullable String to) {
      return new Stripped(store.range(prefix + from, to == null ? end : prefix + to));
    }

    private final class Stripped implements KeyValueIterator<String, V> {

      private final KeyValueIterator<String, byte[]> entries;

      private Stripped(KeyValueIterator<String, byte[]> entries) {
        this.entries = entries;
      }

      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public KeyValue<String, V> next() {
        if (!entries.hasNext()) {
          throw new NoSuchElementException();
        }
        KeyValue<String, byte[]> entry = entries.next();
        return KeyValue.pair(
            entry.key.substring(prefix.length()),
            serde.deserializer().deserialize(store.name(), entry.value));
      }

      @Override
      public String peekNextKey() {
        return entries.peekNextKey().substring(prefix.length());
      }

      @Override
      public void close() {
        entries.close();
      }
    }
  }
}
