package io.millrace.streams.stock;

import com.google.protobuf.Timestamp;
import java.util.HexFormat;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What was added to each level, by event time, back to the newest stocktake: a stocktake that
 * arrives after facts it precedes can add them to its count. Sums may wrap on the way: modulo 2^64
 * they stay right, and the level itself is checked.
 */
final class Ledger {

  private static final String STORE = "ledger";
  private static final HexFormat HEX = HexFormat.of();

  /** Sorts after every time; keys compare as bytes. */
  private static final String LAST = "~";

  private final KeyValueStore<String, Long> store;

  Ledger(ProcessingContext context) {
    store = context.getStateStore(STORE);
  }

  static StoreBuilder<?> store() {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.Long());
  }

  void add(String level, Timestamp time, long quantityMilli) {
    String key = key(level, time);
    Long before = store.get(key);
    store.put(key, before == null ? quantityMilli : before + quantityMilli);
  }

  /** The sum of what happened later than that time. */
  long sumAfter(String level, Timestamp time) {
    long sum = 0;
    String from = key(level, time);
    try (KeyValueIterator<String, Long> entries = store.range(from, level + "/" + LAST)) {
      while (entries.hasNext()) {
        KeyValue<String, Long> entry = entries.next();
        if (!entry.key.equals(from)) {
          sum += entry.value;
        }
      }
    }
    return sum;
  }

  /** Drops what a stocktake at that time has counted. */
  void forgetUpTo(String level, Timestamp time) {
    try (KeyValueIterator<String, Long> entries = store.range(level + "/", key(level, time))) {
      while (entries.hasNext()) {
        store.delete(entries.next().key);
      }
    }
  }

  /** An escaped level key holds no slash of an id, so one level's entries are one range. */
  private static String key(String level, Timestamp time) {
    return level
        + "/"
        + HEX.toHexDigits(time.getSeconds() ^ Long.MIN_VALUE)
        + HEX.toHexDigits(time.getNanos());
  }
}
