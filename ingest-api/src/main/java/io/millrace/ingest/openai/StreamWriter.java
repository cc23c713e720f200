package io.millrace.ingest.openai;

import io.millrace.ingest.answer.Entry;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.json.Json;
import io.millrace.schemas.ai.AiKeys;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns an answer's entries into the chunks of an OpenAI stream. Where another attempt begins after
 * text was sent, the new text is passed over as far as it is the same, and the stream ends with an
 * error where it is not: two answers are never joined into one. One thread at a time.
 */
final class StreamWriter {

  private static final byte[] NOTHING = {};
  private static final String DELTA = "\"delta\":";

  private final Asked asked;
  private final StringBuilder sent = new StringBuilder();
  private boolean begun;
  private boolean toolsSent;
  private boolean ended;

  /** How much of the text that was sent the present attempt has repeated. */
  private int repeated;

  /** The name the client gave, until it is known who answered. */
  private String model;

  private boolean fallback;

  StreamWriter(Asked asked) {
    this.asked = asked;
    this.model = asked.model();
  }

  /** Whether nothing comes any more. */
  boolean ended() {
    return ended;
  }

  /** What is sent for an entry, empty for nothing. */
  byte[] write(Entry entry) {
    return ended
        ? NOTHING
        : switch (entry.type()) {
          case AiKeys.TOKEN -> text(entry.data());
          case AiKeys.TOOL -> tool(entry.data());
          case AiKeys.RESTART -> restart();
          case AiKeys.DONE -> done(Json.parse(entry.data().getBytes(StandardCharsets.UTF_8)));
          case AiKeys.ERROR -> failed(CompletionAnswer.problem(entry));
          default -> bytes(": waiting\n\n");
        };
  }

  private byte[] text(String text) {
    int left = sent.length() - repeated;
    if (left > 0) {
      int same = Math.min(left, text.length());
      if (!text.startsWith(sent.substring(repeated, repeated + same))) {
        return failed(restarted());
      }
      repeated += same;
      return same == text.length() ? NOTHING : more(text.substring(same));
    }
    return more(text);
  }

  private byte[] more(String text) {
    sent.append(text);
    repeated = sent.length();
    StringBuilder delta = JsonText.field(new StringBuilder("{"), "content", text).append('}');
    return bytes(begin().append(chunk(DELTA + delta, null)));
  }

  private byte[] tool(String delta) {
    if (repeated < sent.length()) {
      return failed(restarted());
    }
    toolsSent = true;
    return bytes(begin().append(chunk(DELTA + "{\"tool_calls\":" + delta + "}", null)));
  }

  private byte[] restart() {
    repeated = 0;
    return toolsSent ? failed(restarted()) : NOTHING;
  }

  private byte[] done(JsonNode end) {
    if (repeated < sent.length()) {
      return failed(restarted());
    }
    ended = true;
    String answered = end.path("model").asString("");
    model = answered.isEmpty() ? model : answered;
    fallback = end.path("fallback").asBoolean(false);
    JsonNode reason = end.path("finishReason");
    String why =
        reason.isString() && !reason.stringValue().isEmpty() ? reason.stringValue() : "stop";
    StringBuilder out = begin().append(chunk(DELTA + "{}", why));
    if (asked.includeUsage()) {
      JsonNode usage = end.path("usage");
      String took =
          Asked.usage(
              usage.path("promptTokens").asLong(0),
              usage.path("completionTokens").asLong(0),
              usage.path("totalTokens").asLong(0));
      out.append(head()).append("[],\"usage\":").append(took).append(tail());
    }
    return bytes(out.append("data: [DONE]\n\n"));
  }

  private byte[] failed(Problem problem) {
    ended = true;
    StringBuilder out = new StringBuilder("data: ").append(OpenAiErrors.json(problem));
    return bytes(out.append("\n\n"));
  }

  private static Problem restarted() {
    return OpenAiErrors.ended("restarted", "the answer began anew and differs from what was sent");
  }

  /** OpenAI names the role once, in a chunk of its own. */
  private StringBuilder begin() {
    if (begun) {
      return new StringBuilder();
    }
    begun = true;
    return chunk(DELTA + "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", null);
  }

  private StringBuilder chunk(String delta, @Nullable String reason) {
    StringBuilder chunk = head().append("[{\"index\":0,").append(delta);
    chunk.append(",\"logprobs\":null,\"finish_reason\":");
    if (reason == null) {
      chunk.append("null");
    } else {
      JsonText.quote(chunk, reason);
    }
    return chunk.append(asked.includeUsage() ? "}],\"usage\":null" : "}]").append(tail());
  }

  private String tail() {
    return fallback ? ",\"fallback\":true}\n\n" : "}\n\n";
  }

  private StringBuilder head() {
    StringBuilder head = new StringBuilder(256).append("data: {");
    JsonText.field(head, "id", asked.id()).append(",\"object\":\"chat.completion.chunk\",");
    head.append("\"created\":").append(asked.created()).append(',');
    return JsonText.field(head, "model", model).append(",\"choices\":");
  }

  private static byte[] bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
