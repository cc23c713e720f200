package io.millrace.projection.ai;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.projection.auth.Caller;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.event.Timestamps;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request and what became of it; times are in milliseconds and absent until they are known.
 *
 * @param attempts begun so far
 * @param toolCalls OpenAI's array as JSON
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AiRequest(
    String requestId,
    String status,
    String priority,
    int attempts,
    @Nullable String answer,
    boolean fallback,
    @Nullable String finishReason,
    @JsonRawValue @Nullable String toolCalls,
    @Nullable String model,
    @Nullable String provider,
    Usage usage,
    @Nullable Long waitMs,
    @Nullable Long processMs,
    @Nullable Failure error,
    @Nullable String userId,
    @Nullable String conversationId,
    @Nullable Instant admittedAt,
    @Nullable Instant completedAt) {

  /** Tokens used. */
  public record Usage(long promptTokens, long completionTokens, long totalTokens) {}

  /** Why there is no answer. */
  public record Failure(String code, @Nullable String message) {}

  /** The request that ended so, as far as its result says. */
  public static AiRequest of(AiResult result) {
    return new AiRequest(
        result.getRequestId(),
        AiTables.status(result.getStatus()),
        AiTables.priority(result.getPriority()),
        result.getAttempts(),
        orNull(result.getAnswer()),
        result.getFallback(),
        orNull(result.getFinishReason()),
        orNull(result.getToolCalls().toStringUtf8()),
        orNull(result.getModel()),
        orNull(result.getProvider()),
        new Usage(
            result.getUsage().getPromptTokens(),
            result.getUsage().getCompletionTokens(),
            result.getUsage().getTotalTokens()),
        result.getWaitMs(),
        result.getProcessMs(),
        result.getErrorCode().isEmpty()
            ? null
            : new Failure(result.getErrorCode(), orNull(result.getErrorMessage())),
        orNull(result.getUserId()),
        orNull(result.getConversationId()),
        null,
        result.hasCompletedAt() ? Timestamps.toInstant(result.getCompletedAt()) : null);
  }

  /** A request of which Redis knows that it was admitted, and the database nothing yet. */
  static AiRequest underWay(String requestId, AiState.Request now) {
    return new AiRequest(
        requestId,
        now.running() ? "running" : "queued",
        now.lane() == null ? "normal" : now.lane(),
        now.attempts(),
        null,
        false,
        null,
        null,
        null,
        null,
        new Usage(0, 0, 0),
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** This request as the database has it, with what Redis knows beyond that. */
  AiRequest with(AiState.Request now) {
    if (hasEnded()) {
      return this;
    }
    AiResult result = now.result();
    if (result != null) {
      AiRequest ended = of(result);
      return ended.changed(ended.status, ended.attempts, admittedAt);
    }
    return changed(
        now.running() ? "running" : status, Math.max(attempts, now.attempts()), admittedAt);
  }

  /** Whether nothing will change about it. */
  @JsonIgnore
  public boolean hasEnded() {
    return !status.equals("queued") && !status.equals("running");
  }

  /** A back end sees its tenant's requests, a user only his own. */
  public boolean isVisibleTo(Caller caller) {
    return !caller.isUser() || caller.user().equals(userId);
  }

  private AiRequest changed(String newStatus, int newAttempts, @Nullable Instant admitted) {
    return new AiRequest(
        requestId,
        newStatus,
        priority,
        newAttempts,
        answer,
        fallback,
        finishReason,
        toolCalls,
        model,
        provider,
        usage,
        waitMs,
        processMs,
        error,
        userId,
        conversationId,
        admitted,
        completedAt);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
