package io.millrace.ops.deadletter;

import com.google.gson.JsonObject;
import io.millrace.schemas.event.EventHeaders;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about a letter.
 *
 * @param record what is written where it came from; null for nothing
 * @param obstacle why it has to stay open; null if it has not
 */
record Step(
    Letter letter, @Nullable ProducerRecord<byte[], byte[]> record, @Nullable String obstacle) {

  /** As a program reads it. */
  JsonObject json(State state, @Nullable String to) {
    JsonObject json = new JsonObject();
    json.addProperty("position", letter.position().toString());
    json.addProperty("id", letter.header(EventHeaders.ID));
    json.addProperty("reason", letter.header(EventHeaders.DEAD_LETTER_REASON));
    json.addProperty("state", state.toString());
    json.addProperty("to", to);
    json.addProperty("obstacle", obstacle);
    return json;
  }
}
