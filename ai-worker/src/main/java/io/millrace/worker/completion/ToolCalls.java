package io.millrace.worker.completion;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts tool calls together, which come in pieces that name their call by its index. */
final class ToolCalls {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<Integer, Call> calls = new TreeMap<>();

  private static final class Call {

    private @Nullable String id;
    private String type = "function";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();
  }

  void add(JsonNode pieces) {
    int position = 0;
    for (JsonNode piece : pieces) {
      Call call = calls.computeIfAbsent(piece.path("index").asInt(position), any -> new Call());
      JsonNode id = piece.path("id");
      call.id = id.isString() && !id.asString().isEmpty() ? id.asString() : call.id;
      call.type = piece.path("type").asString(call.type);
      JsonNode function = piece.path("function");
      call.name += function.path("name").asString("");
      call.arguments.append(function.path("arguments").asString(""));
      position++;
    }
  }

  /** OpenAI's array; empty for none. */
  ByteString json() {
    if (calls.isEmpty()) {
      return ByteString.EMPTY;
    }
    ArrayNode array = JSON.createArrayNode();
    for (Call call : calls.values()) {
      ObjectNode each = array.addObject();
      if (call.id != null) {
        each.put("id", call.id);
      }
      each.put("type", call.type);
      each.putObject("function").put("name", call.name).put("arguments", call.arguments.toString());
    }
    return ByteString.copyFromUtf8(JSON.writeValueAsString(array));
  }
}
