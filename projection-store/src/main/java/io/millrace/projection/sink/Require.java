package io.millrace.projection.sink;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * What a record must have. Protobuf reads some garbage as a message without fields, so ids are
 * checked.
 */
public final class Require {

  private Require() {}

  /** The message of a record that must have one. */
  public static <T extends Message> T message(
      ProtoSerde<T> serde, ConsumerRecord<byte[], byte @Nullable []> entry) {
    byte[] value = entry.value();
    if (value == null) {
      throw new SerializationException("no value");
    }
    return serde.parse(value);
  }

  /** Refuses an empty id. */
  public static void id(String name, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + ": '' (expected: an id)");
    }
  }

  /** Refuses a time that is not set. */
  public static Instant time(String name, boolean present, Timestamp value) {
    if (!present) {
      throw new IllegalArgumentException(name + ": not set (expected: a time)");
    }
    return Timestamps.toInstant(value);
  }
}
