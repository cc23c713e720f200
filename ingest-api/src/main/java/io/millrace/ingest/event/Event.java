package io.millrace.ingest.event;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event that is ready to be written.
 *
 * @param kind what it is
 * @param id what its sender is told it is known by
 * @param identity what only the same event has again: its CloudEvents source and id; null where the
 *     id is not the sender's
 * @param record what goes onto the log
 */
public record Event(
    EventKind kind, String id, @Nullable String identity, ProducerRecord<byte[], byte[]> record) {

  private static final int OVERHEAD = 512;

  /** The same event, known to its sender by another id than the record's. */
  public Event knownAs(String id) {
    return new Event(kind, id, identity, record);
  }

  /**
   * The same event.
   *
   * @param named whether its id came from the sender, so that it can come again
   */
  public Event named(boolean named) {
    return named ? this : new Event(kind, id, null, record);
  }

  /** About what the record takes in the producer's buffer, headers included. */
  public int bytes() {
    byte[] key = record.key();
    byte[] value = record.value();
    return OVERHEAD + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
  }
}
