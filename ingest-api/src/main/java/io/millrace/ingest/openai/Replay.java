package io.millrace.ingest.openai;

import io.millrace.ingest.answer.Entry;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.http.Problem;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Usage;
import reactor.core.publisher.Flux;

/** An answer that has ended, as if it came now. */
final class Replay {

  private Replay() {}

  /** The entries that say what a result says. */
  static Flux<Entry> of(AiResult result) {
    if (result.getStatus() != AiStatus.AI_STATUS_COMPLETED) {
      Problem problem = problem(result);
      StringBuilder json = JsonText.field(new StringBuilder("{"), "code", problem.code());
      JsonText.field(json.append(','), "message", problem.detail());
      return Flux.just(new Entry(AiKeys.ERROR, json.append('}').toString()));
    }
    Usage usage = result.getUsage();
    StringBuilder end = JsonText.field(new StringBuilder("{"), "model", result.getModel());
    JsonText.field(end.append(','), "finishReason", reason(result));
    end.append(",\"fallback\":").append(result.getFallback());
    end.append(
        ",\"usage\":{\"promptTokens\":%d,\"completionTokens\":%d,\"totalTokens\":%d}}"
            .formatted(
                usage.getPromptTokens(), usage.getCompletionTokens(), usage.getTotalTokens()));
    Flux<Entry> entries = Flux.just(new Entry(AiKeys.TOKEN, result.getAnswer()));
    if (!result.getToolCalls().isEmpty()) {
      entries =
          entries.concatWithValues(
              new Entry(AiKeys.TOOL, ToolCalls.indexed(result.getToolCalls().toStringUtf8())));
    }
    return entries.concatWithValues(new Entry(AiKeys.DONE, end.toString()));
  }

  /** Why there is no answer. */
  static Problem problem(AiResult result) {
    boolean cancelled = result.getStatus() == AiStatus.AI_STATUS_CANCELLED;
    return OpenAiErrors.ended(
        cancelled ? "cancelled" : result.getErrorCode(), result.getErrorMessage());
  }

  /** Why the model stopped. */
  static String reason(AiResult result) {
    if (!result.getFinishReason().isEmpty()) {
      return result.getFinishReason();
    }
    return result.getToolCalls().isEmpty() ? "stop" : "tool_calls";
  }
}
