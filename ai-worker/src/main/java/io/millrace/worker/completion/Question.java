package io.millrace.worker.completion;

import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_REFUSED;

import com.google.protobuf.ByteString;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** A prompt as the body of OpenAI's {@code /v1/chat/completions}, always streaming. */
final class Question {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Question() {}

  static byte[] of(Prompt prompt, String model) {
    ObjectNode body = prompt.openai().isEmpty() ? plain(prompt) : given(prompt.openai());
    body.put("model", model);
    body.put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    return JSON.writeValueAsBytes(body);
  }

  /** How long the texts of an OpenAI body are, the tools' and their calls' included. */
  static long characters(ByteString openai) {
    JsonNode body = json(openai);
    long characters = size(body.path("tools"));
    for (JsonNode message : body.path("messages")) {
      JsonNode content = message.path("content");
      characters += content.asString("").length() + size(message.path("tool_calls"));
      for (JsonNode part : content) {
        characters += part.path("text").asString("").length();
      }
    }
    return characters;
  }

  private static long size(JsonNode node) {
    return node.isArray() ? node.toString().length() : 0;
  }

  private static ObjectNode plain(Prompt prompt) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode messages = body.putArray("messages");
    for (Prompt.Message message : prompt.messages()) {
      messages.addObject().put("role", message.role()).put("content", message.content());
    }
    prompt.maxTokens().ifPresent(most -> body.put("max_tokens", most));
    return body;
  }

  private static ObjectNode given(ByteString openai) {
    if (json(openai) instanceof ObjectNode object) {
      // One answer is all there is room for.
      object.remove("n");
      return object;
    }
    throw new CompletionException(PROVIDER_REFUSED, "the request's OpenAI body is no JSON object");
  }

  private static JsonNode json(ByteString openai) {
    try {
      return JSON.readTree(openai.toByteArray());
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }
}
