package io.millrace.ingest.openai;

import io.millrace.ingest.json.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tool calls of a whole answer and of a stream: there each has its index. */
final class ToolCalls {

  private ToolCalls() {}

  static String indexed(String calls) {
    JsonNode all = Json.parse(calls.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof ObjectNode call) {
        call.put("index", i);
      }
    }
    return all.toString();
  }
}
