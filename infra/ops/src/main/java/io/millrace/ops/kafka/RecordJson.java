package io.millrace.ops.kafka;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Records as people read them: Protobuf as JSON, bytes as JSON or text where they are. Secrets are
 * hidden.
 */
public final class RecordJson {

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private RecordJson() {}

  /** Position, time, key, headers and value of a record. */
  public static JsonObject of(ConsumerRecord<byte[], byte[]> record) {
    JsonObject json = new JsonObject();
    json.addProperty("position", position(record).toString());
    json.addProperty("time", Instant.ofEpochMilli(record.timestamp()).toString());
    json.add("key", text(record.key()));
    JsonObject headers = new JsonObject();
    for (Header header : record.headers()) {
      headers.add(header.key(), text(header.value()));
    }
    json.add("headers", headers);
    json.add("value", value(record));
    return json;
  }

  public static Position position(ConsumerRecord<?, ?> record) {
    return new Position(record.topic(), record.partition(), record.offset());
  }

  /** The decoded value; what does not decode is an object that says so. */
  public static JsonElement value(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (value == null) {
      return JsonNull.INSTANCE;
    }
    Message schema = Topics.find(record.topic()).map(TopicSpec::schema).orElse(null);
    return schema == null ? raw(value) : decoded(schema, value);
  }

  private static JsonElement decoded(Message schema, byte[] value) {
    try {
      Message message = schema.getParserForType().parseFrom(value);
      JsonObject json = JsonParser.parseString(PRINTER.print(message)).getAsJsonObject();
      Secrets.hide(schema, json);
      return json;
    } catch (InvalidProtocolBufferException e) {
      JsonObject undecodable = new JsonObject();
      undecodable.addProperty("undecodable", String.valueOf(e.getMessage()));
      undecodable.add(
          "bytes", Secrets.in(schema) ? new JsonPrimitive(Secrets.HIDDEN) : text(value));
      return undecodable;
    }
  }

  private static JsonElement raw(byte[] value) {
    JsonElement text = text(value);
    if (value.length > 0 && (value[0] == '{' || value[0] == '[')) {
      try {
        return JsonParser.parseString(text.getAsString());
      } catch (JsonParseException e) {
        return text;
      }
    }
    return text;
  }

  private static JsonElement text(byte @Nullable [] bytes) {
    if (bytes == null) {
      return JsonNull.INSTANCE;
    }
    try {
      return new JsonPrimitive(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return new JsonPrimitive("base64:" + Base64.getEncoder().encodeToString(bytes));
    }
  }
}
