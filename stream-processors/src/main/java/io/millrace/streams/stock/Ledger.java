package io.millrace.streams.stock;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.streams.projection.Place;
import io.millrace.streams.projection.Projection;
import io.millrace.streams.projection.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * What was added to each level, by event time, back to the newest stocktake: a stocktake that
 * arrives after facts it precedes can add them to its count. Sums may wrap on the way: modulo 2^64
 * they stay right, and the level itself is checked.
 *
 * <p>Entries older than the grace are folded into one for each level, at the time of the newest.
 */
final class Ledger {

  private static final String STORE = "ledger";
  private static final HexFormat HEX = HexFormat.of();

  /** Entries looked at by one step of folding. */
  private static final int STEP = 128;

  /** A pass over the ledger begins when as much time has been retired since the last one. */
  private static final long BETWEEN_PASSES = Duration.ofDays(1).toMillis();

  /** Ends the key of an entry that holds all up to its time; sorts after the time alone. */
  private static final String FOLDED = "+";

  /** Sorts after every time; keys compare as bytes. */
  private static final String LAST = "~";

  /** Sorts after every key. */
  private static final String END = "\uffff";

  private static final int SECONDS_DIGITS = 16;
  private static final int NANOS_DIGITS = 8;
  private static final int NANOS_PER_MILLI = 1_000_000;

  private final State<Long> store;
  private final State<StockLevel> rows;
  private @Nullable String reached;
  private long passUpTo = Long.MIN_VALUE;

  Ledger(ProcessingContext context, Place place) {
    store = place.state(context, STORE, Serdes.Long());
    rows = place.state(context, Projection.ROWS, ProtoSerde.of(StockLevel.getDefaultInstance()));
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

  /** The level by what happened up to that time, in epoch milliseconds, folded or not. */
  long levelAt(String level, long time) {
    StockLevel row = rows.get(level);
    return row == null ? 0 : row.getQuantityMilli() - sumAfter(level, Timestamps.of(endOf(time)));
  }

  /** The sum of what happened later than that time, which is not folded yet. */
  long sumAfter(String level, Timestamp time) {
    long sum = 0;
    String from = key(level, time);
    try (KeyValueIterator<String, Long> entries = store.range(from, level + "/" + LAST)) {
      while (entries.hasNext()) {
        KeyValue<String, Long> entry = entries.next();
        if (!entry.key.startsWith(from)) {
          sum += entry.value;
        }
      }
    }
    return sum;
  }

  /** Drops what a stocktake at that time has counted. */
  void forgetUpTo(String level, Timestamp time) {
    try (KeyValueIterator<String, Long> entries =
        store.range(level + "/", key(level, time) + FOLDED)) {
      while (entries.hasNext()) {
        store.delete(entries.next().key);
      }
    }
  }

  /**
   * Goes on folding entries of that time, in epoch milliseconds, and before.
   *
   * @return false if there is nothing to fold for now
   */
  boolean fold(long upTo) {
    if (reached == null) {
      if (upTo == Long.MIN_VALUE || upTo < passUpTo + BETWEEN_PASSES) {
        return false;
      }
      passUpTo = upTo;
    }
    List<KeyValue<String, Long>> entries = new ArrayList<>(STEP);
    try (KeyValueIterator<String, Long> range = range(reached)) {
      while (entries.size() < STEP && range.hasNext()) {
        entries.add(range.next());
      }
    }
    boolean more = entries.size() == STEP;
    String last = fold(entries);
    reached = more ? last : null;
    return more;
  }

  /** Folds neighbours; returns the key to go on from. */
  private String fold(List<KeyValue<String, Long>> entries) {
    KeyValue<String, Long> sum = null;
    String last = "";
    for (KeyValue<String, Long> entry : entries) {
      boolean old = millis(entry.key) <= passUpTo;
      if (sum != null && old && level(sum.key).equals(level(entry.key))) {
        store.delete(sum.key);
        store.delete(entry.key);
        sum = KeyValue.pair(time(entry.key) + FOLDED, sum.value + entry.value);
        store.put(sum.key, sum.value);
      } else {
        sum = old ? entry : null;
      }
      last = sum == null ? entry.key : sum.key;
    }
    return last;
  }

  private KeyValueIterator<String, Long> range(@Nullable String from) {
    return from == null ? store.all() : store.range(from, END);
  }

  private static String level(String key) {
    return key.substring(0, key.lastIndexOf('/'));
  }

  /** The key without the mark of a folded entry. */
  private static String time(String key) {
    return key.endsWith(FOLDED) ? key.substring(0, key.length() - FOLDED.length()) : key;
  }

  /** The millisecond a time is in. */
  static long millis(Timestamp time) {
    return time.getSeconds() * 1_000 + time.getNanos() / NANOS_PER_MILLI;
  }

  private static Instant endOf(long millis) {
    return Instant.ofEpochMilli(millis).plusNanos(NANOS_PER_MILLI - 1);
  }

  private static long millis(String key) {
    int seconds = key.lastIndexOf('/') + 1;
    int nanos = seconds + SECONDS_DIGITS;
    return millis(
        Timestamp.newBuilder()
            .setSeconds(HexFormat.fromHexDigitsToLong(key, seconds, nanos) ^ Long.MIN_VALUE)
            .setNanos(HexFormat.fromHexDigits(key, nanos, nanos + NANOS_DIGITS))
            .build());
  }

  /** An escaped level key holds no slash of an id, so one level's entries are one range. */
  private static String key(String level, Timestamp time) {
    return level
        + "/"
        + HEX.toHexDigits(time.getSeconds() ^ Long.MIN_VALUE)
        + HEX.toHexDigits(time.getNanos());
  }
}
