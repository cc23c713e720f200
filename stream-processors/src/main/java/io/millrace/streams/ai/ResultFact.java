package io.millrace.streams.ai;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.streams.projection.Checks;
import io.millrace.streams.projection.InvalidFact;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The end of an AI request.
 *
 * @param completedAt when it ended; when its record was written where the result does not say
 */
public record ResultFact(AiResult result, Timestamp completedAt) {

  /**
   * Who the result is, by the request's own ids: of several results only the first counts, and one
   * more for each redrive.
   */
  public static String identity(Record<String, AiResult> record) {
    AiResult result = record.value();
    return result.getRedrive().isEmpty()
        ? Keys.of("ai-result", result.getTenant(), result.getRequestId())
        : Keys.of("ai-result", result.getTenant(), result.getRequestId(), result.getRedrive());
  }

  /**
   * The fact of a record.
   *
   * @throws InvalidFact if it is none
   */
  public static ResultFact of(Record<String, AiResult> record) {
    AiResult result = record.value();
    Checks.present("tenant", result.getTenant());
    Checks.present("request_id", result.getRequestId());
    Checks.key(record.key(), result.getTenant(), result.getRequestId());
    if (result.getStatus() == AiStatus.AI_STATUS_UNSPECIFIED
        || result.getStatus() == AiStatus.UNRECOGNIZED) {
      throw InvalidFact.field("status", result.getStatus(), "completed, failed or cancelled");
    }
    notNegative("usage.prompt_tokens", result.getUsage().getPromptTokens());
    notNegative("usage.completion_tokens", result.getUsage().getCompletionTokens());
    notNegative("wait_ms", result.getWaitMs());
    notNegative("process_ms", result.getProcessMs());
    if (!result.hasCompletedAt()) {
      return new ResultFact(result, Timestamps.of(Instant.ofEpochMilli(record.timestamp())));
    }
    Checks.time("completed_at", true, result.getCompletedAt());
    return new ResultFact(result, result.getCompletedAt());
  }

  /** Whether the answer is to be a message of a conversation. */
  public boolean answersInConversation() {
    return !result.getConversationId().isEmpty()
        && result.getStatus() == AiStatus.AI_STATUS_COMPLETED
        && !result.getAnswer().isEmpty();
  }

  private static void notNegative(String name, long figure) {
    if (figure < 0) {
      throw InvalidFact.field(name, figure, ">= 0");
    }
  }
}
