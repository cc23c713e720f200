package io.millrace.schemas.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A Kafka serde for one Protobuf message type. Fields this version does not know survive a round
 * trip. A null (tombstone) stays null; bytes that do not parse fail with {@link
 * SerializationException}.
 */
public final class ProtoSerde<T extends Message> implements Serde<T> {

  private final String type;
  private final Parser<T> parser;

  private ProtoSerde(String type, Parser<T> parser) {
    this.type = type;
    this.parser = parser;
  }

  /** The serde of the message type that has this default instance. */
  @SuppressWarnings("unchecked") // a message's parser parses that message
  public static <T extends Message> ProtoSerde<T> of(T defaultInstance) {
    return new ProtoSerde<>(
        defaultInstance.getDescriptorForType().getFullName(),
        (Parser<T>) defaultInstance.getParserForType());
  }

  @Override
  @SuppressWarnings("NullAway") // Kafka's signature for a tombstone
  public Serializer<T> serializer() {
    return (topic, message) -> message == null ? null : message.toByteArray();
  }

  @Override
  @SuppressWarnings("NullAway") // Kafka's signature for a tombstone
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> bytes == null ? null : parse(bytes);
  }

  /**
   * Parses a record's value.
   *
   * @throws SerializationException if the bytes are not such a message
   */
  public T parse(byte[] bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new SerializationException("not a " + type + ": " + e.getMessage(), e);
    }
  }
}
