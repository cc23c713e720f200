package io.millrace.ingest.answer;

import io.lettuce.core.StreamMessage;
import io.millrace.schemas.ai.AiKeys;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A piece of an answer.
 *
 * @param type one of {@link AiKeys}: {@code TOKEN}, {@code TOOL}, {@code RESTART}, {@code DONE},
 *     {@code ERROR}
 * @param data its text or JSON
 */
public record Entry(String type, String data) {

  static Entry of(StreamMessage<byte[], byte[]> message) {
    String type = "";
    String data = "";
    for (Map.Entry<byte[], byte[]> field : message.getBody().entrySet()) {
      String name = text(field.getKey());
      if (name.equals(AiKeys.TYPE)) {
        type = text(field.getValue());
      } else if (name.equals(AiKeys.DATA)) {
        data = text(field.getValue());
      }
    }
    return new Entry(type, data);
  }

  /** Whether nothing comes after it. */
  public boolean last() {
    return type.equals(AiKeys.DONE) || type.equals(AiKeys.ERROR);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
