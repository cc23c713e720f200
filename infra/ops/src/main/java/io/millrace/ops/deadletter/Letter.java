package io.millrace.ops.deadletter;

import io.millrace.ops.kafka.RecordJson;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.topic.TopicSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter.
 *
 * @param record as it lies in the dead-letter topic
 * @param topicId Kafka's id of that topic
 */
record Letter(ConsumerRecord<byte[], byte[]> record, Uuid topicId, State state) {

  Position position() {
    return RecordJson.position(record);
  }

  @Nullable String header(String name) {
    return EventHeaders.get(record.headers(), name);
  }

  /** Where the record was; null where the letter does not tell. */
  @Nullable Position origin() {
    String text = header(EventHeaders.DEAD_LETTER_POSITION);
    try {
      Position origin = text == null ? Position.SPOOLED : Position.parse(text);
      return TopicSpec.deadLettersOf(origin.topic()).equals(record.topic()) ? origin : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The topic the record was in. */
  String topic() {
    Position origin = origin();
    return origin == null
        ? record
            .topic()
            .substring(0, record.topic().length() - TopicSpec.DEAD_LETTER_SUFFIX.length())
        : origin.topic();
  }

  /** When the record was written; when it died, where the letter does not tell. */
  long time() {
    String text = header(EventHeaders.DEAD_LETTER_TIME);
    try {
      return text == null ? record.timestamp() : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return record.timestamp();
    }
  }
}
