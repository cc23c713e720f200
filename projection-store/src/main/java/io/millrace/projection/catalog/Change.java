package io.millrace.projection.catalog;

import com.google.protobuf.Timestamp;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The new state of a catalogue entry, or its end.
 *
 * @param value the state; null where the entry was deleted
 * @param ids what the record's key is made of
 * @param offset of two changes of one entry the one with the higher offset is newer
 */
record Change<T>(@Nullable T value, List<String> ids, Instant at, long offset) {

  static <T> Change<T> to(
      T value, List<String> ids, @Nullable Timestamp updatedAt, ConsumerRecord<?, ?> entry) {
    Instant at =
        updatedAt == null
            ? Instant.ofEpochMilli(entry.timestamp())
            : Timestamps.toInstant(updatedAt);
    return new Change<>(value, ids, at, entry.offset());
  }

  static <T> Change<T> deletion(ConsumerRecord<byte[], ?> tombstone, int idCount) {
    byte[] key = tombstone.key();
    List<String> ids =
        key == null ? List.of() : Keys.split(new String(key, StandardCharsets.UTF_8));
    if (ids.size() != idCount) {
      throw new SerializationException(
          "key of a tombstone: " + ids.size() + " ids (expected: " + idCount + ")");
    }
    return new Change<>(null, ids, Instant.ofEpochMilli(tombstone.timestamp()), tombstone.offset());
  }

  /** The newest change of each entry: states written, ends deleted. */
  static <T> List<Write> writes(Table<Change<T>> table, List<Change<T>> changes) {
    List<Change<T>> newest = table.conflate(changes);
    List<Write> writes =
        new ArrayList<>(
            table.upsert(newest.stream().filter(change -> change.value != null).toList()));
    writes.addAll(table.delete(newest.stream().filter(change -> change.value == null).toList()));
    return writes;
  }

  String id(int index) {
    return ids.get(index);
  }

  T state() {
    if (value == null) {
      throw new IllegalStateException("a deletion has no state");
    }
    return value;
  }
}
