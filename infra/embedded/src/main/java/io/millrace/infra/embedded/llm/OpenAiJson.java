package io.millrace.infra.embedded.llm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of OpenAI's protocol. */
final class OpenAiJson {

  static final int PROMPT_TOKENS = 7;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ID = "chatcmpl-1";
  private static final long CREATED = 1_767_600_000;

  private OpenAiJson() {}

  static JsonNode parse(String body) {
    return JSON.readTree(body);
  }

  static String text(Object value) {
    return JSON.writeValueAsString(value);
  }

  static String models() {
    Map<String, Object> model = Map.of("id", "fake", "object", "model", "owned_by", "millrace");
    return text(Map.of("object", "list", "data", List.of(model)));
  }

  static String error(String message, String code) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("message", message);
    error.put("type", "some_error");
    error.put("code", code.isEmpty() ? null : code);
    return text(Map.of("error", error));
  }

  /** As Gemini refuses: in an array, with the time to wait in the details. */
  static String geminiError(int status, String delay) {
    Map<String, Object> retry =
        Map.of("@type", "type.googleapis.com/google.rpc.RetryInfo", "retryDelay", delay);
    Map<String, Object> error =
        Map.of(
            "code",
            status,
            "message",
            "quota",
            "status",
            "RESOURCE_EXHAUSTED",
            "details",
            List.of(retry));
    return text(List.of(Map.of("error", error)));
  }

  static Map<String, Object> usage(int completionTokens) {
    return Map.of(
        "prompt_tokens",
        PROMPT_TOKENS,
        "completion_tokens",
        completionTokens,
        "total_tokens",
        PROMPT_TOKENS + completionTokens);
  }

  static Map<String, Object> toolCall(int index, String name, @Nullable String id, String piece) {
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("index", index);
    if (id != null) {
      call.put("id", id);
      call.put("type", "function");
    }
    Map<String, Object> function = new LinkedHashMap<>();
    if (id != null) {
      function.put("name", name);
    }
    function.put("arguments", piece);
    call.put("function", function);
    return call;
  }

  static String completion(
      String model, Map<String, Object> message, String finishReason, int completionTokens) {
    return text(
        Map.of(
            "id",
            ID,
            "object",
            "chat.completion",
            "created",
            CREATED,
            "model",
            model,
            "choices",
            List.of(Map.of("index", 0, "finish_reason", finishReason, "message", message)),
            "usage",
            usage(completionTokens)));
  }

  static String event(String model, Map<String, Object> delta, @Nullable String finishReason) {
    Map<String, Object> choice = new LinkedHashMap<>();
    choice.put("index", 0);
    choice.put("delta", delta);
    choice.put("finish_reason", finishReason);
    return event(model, List.of(choice), null);
  }

  static String usageEvent(String model, int completionTokens) {
    return event(model, List.of(), usage(completionTokens));
  }

  private static String event(String model, List<?> choices, @Nullable Map<String, Object> usage) {
    Map<String, Object> chunk = new LinkedHashMap<>();
    chunk.put("id", ID);
    chunk.put("object", "chat.completion.chunk");
    chunk.put("created", CREATED);
    chunk.put("model", model);
    chunk.put("choices", choices);
    if (usage != null) {
      chunk.put("usage", usage);
    }
    return "data: " + text(chunk) + "\n\n";
  }
}
