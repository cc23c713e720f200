package io.millrace.worker.completion;

import static io.millrace.worker.completion.CompletionException.Code.ANSWER_TOO_LARGE;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_INVALID_ANSWER;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_UNREACHABLE;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one answer of OpenAI's protocol, event by event. What says nothing (comments, an empty
 * delta) gives no chunks and no sign of life.
 */
final class AnswerReader {

  /** Leaves room in a record of 2 MiB for the answer in UTF-8, with the tool calls. */
  static final int LARGEST_ANSWER_BYTES = 1024 * 1024;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String LAST = "[DONE]";
  private static final String STOP = "stop";

  private final Refusals refusals;
  private final String provider;
  private final ToolCalls toolCalls = new ToolCalls();
  private String model;
  private Usage usage = Usage.NONE;
  private @Nullable String finishReason;
  private long size;
  private boolean ended;

  /**
   * What an event held.
   *
   * @param chunks what to pass on
   * @param alive whether the model said anything
   * @param last whether nothing more is to be expected
   */
  record Read(List<Chunk> chunks, boolean alive, boolean last) {}

  AnswerReader(Refusals refusals, String provider, String model) {
    this.refusals = refusals;
    this.provider = provider;
    this.model = model;
  }

  Read event(@Nullable String data) {
    if (data == null || data.isBlank() || ended) {
      return new Read(List.of(), false, ended);
    }
    if (data.strip().equals(LAST)) {
      if (finishReason == null && size == 0) {
        throw invalid("an empty answer");
      }
      return new Read(List.of(end()), true, true);
    }
    return chunk(json(data));
  }

  /** An answer in one piece, from a server that does not stream. */
  List<Chunk> whole(String body) {
    JsonNode answer = json(body);
    JsonNode message = answer.path("choices").path(0).path("message");
    if (message.path("content").isMissingNode() && message.path("tool_calls").isMissingNode()) {
      throw invalid("an answer without content");
    }
    List<Chunk> chunks = new ArrayList<>();
    note(answer);
    delta(message, chunks);
    chunks.add(end());
    return chunks;
  }

  /** Whether the answer is whole, though the server may not have closed. */
  boolean finished() {
    return ended || finishReason != null;
  }

  /**
   * The end of a server that says no {@code [DONE]}.
   *
   * @throws CompletionException if the answer is not whole
   */
  List<Chunk> closed() {
    if (ended) {
      return List.of();
    }
    if (finishReason == null) {
      throw new CompletionException(
          PROVIDER_UNREACHABLE, "the connection to the model broke in the middle of the answer");
    }
    return List.of(end());
  }

  private Read chunk(JsonNode event) {
    List<Chunk> chunks = new ArrayList<>();
    note(event);
    boolean alive = delta(event.path("choices").path(0).path("delta"), chunks);
    return new Read(chunks, alive || finishReason != null, false);
  }

  /** What any event may tell. */
  private void note(JsonNode event) {
    JsonNode error = event.path("error");
    if (error.isObject()) {
      throw refusals.inStream(error);
    }
    model = event.path("model").asString(model);
    JsonNode used = event.path("usage");
    if (used.isObject()) {
      usage =
          new Usage(used.path("prompt_tokens").asLong(0), used.path("completion_tokens").asLong(0));
    }
    JsonNode reason = event.path("choices").path(0).path("finish_reason");
    if (reason.isString()) {
      finishReason = reason.asString();
    }
  }

  private boolean delta(JsonNode delta, List<Chunk> chunks) {
    Chunk.Text text =
        new Chunk.Text(delta.path("content").asString("") + delta.path("refusal").asString(""));
    JsonNode calls = delta.path("tool_calls");
    boolean thinking =
        !delta.path("reasoning_content").asString("").isEmpty()
            || !delta.path("reasoning").asString("").isEmpty();
    if (!text.text().isEmpty()) {
      grow(text.text());
      chunks.add(text);
    }
    if (calls.isArray() && !calls.isEmpty()) {
      toolCalls.add(calls);
      String json = JSON.writeValueAsString(calls);
      grow(json);
      chunks.add(new Chunk.ToolDelta(json));
    }
    return thinking || !chunks.isEmpty();
  }

  private void grow(String piece) {
    size += piece.getBytes(StandardCharsets.UTF_8).length;
    if (size > LARGEST_ANSWER_BYTES) {
      throw new CompletionException(
          ANSWER_TOO_LARGE,
          "the model gave an answer of more than " + LARGEST_ANSWER_BYTES + " bytes");
    }
  }

  private Chunk.End end() {
    ended = true;
    return new Chunk.End(
        finishReason == null ? STOP : finishReason,
        usage,
        model,
        provider,
        toolCalls.json(),
        false);
  }

  private static JsonNode json(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException e) {
      throw invalid("an answer that is not a chat completion");
    }
    throw invalid("an answer that is not a chat completion");
  }

  static CompletionException invalid(String what) {
    return new CompletionException(PROVIDER_INVALID_ANSWER, "the model gave " + what);
  }
}
