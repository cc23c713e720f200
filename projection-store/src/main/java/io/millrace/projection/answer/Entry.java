package io.millrace.projection.answer;

import io.lettuce.core.StreamMessage;
import io.millrace.projection.ai.AiRedis;
import io.millrace.schemas.ai.AiKeys;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * A piece of an answer.
 *
 * @param id of its entry in the stream; empty for what is in none
 * @param type one of those {@link AiKeys} names
 */
record Entry(String id, String type, String data) {

  /** What came before is void. */
  static final Entry RESTART = new Entry("", AiKeys.RESTART, "");

  /** The piece in an entry of a stream, or null if we know nothing of its kind. */
  static @Nullable Entry of(StreamMessage<String, byte[]> message) {
    Map<String, byte[]> body = message.getBody();
    byte[] type = body.get(AiKeys.TYPE);
    byte[] data = body.get(AiKeys.DATA);
    if (type == null) {
      return null;
    }
    String kind = AiRedis.text(type);
    return switch (kind) {
      case AiKeys.TOKEN, AiKeys.TOOL, AiKeys.RESTART, AiKeys.DONE, AiKeys.ERROR ->
          new Entry(message.getId(), kind, data == null ? "" : AiRedis.text(data));
      default -> null;
    };
  }

  boolean isEnd() {
    return type.equals(AiKeys.DONE) || type.equals(AiKeys.ERROR);
  }

  boolean isRestart() {
    return type.equals(AiKeys.RESTART);
  }

  /** As a reader gets it: its data is JSON, so that no space of a text is lost on the way. */
  ServerSentEvent<String> event() {
    ServerSentEvent.Builder<String> event =
        ServerSentEvent.<String>builder().event(type).data(json());
    return id.isEmpty() ? event.build() : event.id(id).build();
  }

  private String json() {
    return switch (type) {
      case AiKeys.TOKEN ->
          "{\"text\":\""
              + new String(JsonStringEncoder.getInstance().quoteAsCharArray(data))
              + "\"}";
      case AiKeys.RESTART -> "{}";
      default -> data.isEmpty() ? "{}" : data;
    };
  }

  /**
   * Whether an id is of an entry that was written before another's. Ids are the time in
   * milliseconds and a number; any other text was written before every entry.
   */
  static boolean isBefore(String id, String other) {
    long[] one = parts(id);
    long[] two = parts(other);
    return one[0] != two[0] ? one[0] < two[0] : one[1] < two[1];
  }

  private static long[] parts(String id) {
    int dash = id.indexOf('-');
    if (dash < 0) {
      return new long[] {-1, -1};
    }
    try {
      return new long[] {
        Long.parseLong(id.substring(0, dash)), Long.parseLong(id.substring(dash + 1))
      };
    } catch (NumberFormatException e) {
      return new long[] {-1, -1};
    }
  }
}
