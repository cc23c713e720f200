package io.millrace.worker.answer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Usage;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.worker.completion.Chunk;
import io.millrace.worker.completion.Spent;
import io.millrace.worker.lease.Ending.End;
import io.millrace.worker.lease.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes down how a request ended: for Kafka and for readers of its stream. */
final class Results {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What a record has beside the result, but for its ids, and these come in it so many times. */
  private static final int RECORD_OVERHEAD = 1024;

  private static final int ID_COPIES = 8;

  private Results() {}

  static AiResult result(
      Task task, Outcome outcome, Duration waited, Duration worked, Instant end) {
    AiRequest request = task.request();
    AiResult.Builder result =
        AiResult.newBuilder()
            .setTenant(request.getTenant())
            .setRequestId(request.getRequestId())
            .setUserId(request.getUserId())
            .setConversationId(request.getConversationId())
            .setMessageId(request.getMessageId())
            .setPriority(request.getPriority())
            .setStatus(outcome.status())
            .setAttempts(outcome.attempts())
            .setModel(request.getModel())
            .setWaitMs(waited.toMillis())
            .setProcessMs(worked.toMillis())
            .setErrorCode(outcome.errorCode())
            .setErrorMessage(outcome.errorMessage())
            .setCompletedAt(Timestamps.of(end))
            .setRedrive(task.redrive());
    Answer answer = outcome.answer();
    Chunk.End last = answer == null ? null : answer.end();
    if (answer != null && last != null) {
      result
          .setAnswer(answer.text())
          .setFallback(last.fallback())
          .setModel(last.model())
          .setProvider(last.provider())
          .setFinishReason(last.finishReason())
          .setToolCalls(last.toolCalls());
    } else if (!outcome.spent().isNothing()) {
      result.setModel(outcome.spent().model());
    }
    return result.setUsage(usage(outcome.spent())).build();
  }

  private static Usage usage(Spent spent) {
    return Usage.newBuilder()
        .setPromptTokens(spent.usage().promptTokens())
        .setCompletionTokens(spent.usage().completionTokens())
        .setTotalTokens(spent.usage().totalTokens())
        .build();
  }

  /** Whether Kafka takes it. */
  static boolean fits(AiResult result) {
    int ids = result.getTenantBytes().size() + result.getRequestIdBytes().size();
    return (long) result.getSerializedSize() + RECORD_OVERHEAD + (long) ID_COPIES * ids
        <= TopicSpec.MAX_MESSAGE_BYTES;
  }

  /** The same without the answer. The tokens are spent all the same, so the usage stays. */
  static AiResult withoutAnswer(AiResult result) {
    return result.toBuilder()
        .clearAnswer()
        .clearToolCalls()
        .setStatus(AiStatus.AI_STATUS_FAILED)
        .setErrorCode(Outcome.ANSWER_TOO_LARGE)
        .setErrorMessage("the answer is larger than a record may be")
        .build();
  }

  /** The least that tells that a request ended. */
  static AiResult bare(AiResult result) {
    return AiResult.newBuilder()
        .setTenant(result.getTenant())
        .setRequestId(result.getRequestId())
        .setPriority(result.getPriority())
        .setStatus(AiStatus.AI_STATUS_FAILED)
        .setAttempts(result.getAttempts())
        .setUsage(result.getUsage())
        .setWaitMs(result.getWaitMs())
        .setProcessMs(result.getProcessMs())
        .setErrorCode(Outcome.REQUEST_TOO_LARGE)
        .setErrorMessage("the request is so large that no result of it fits")
        .setCompletedAt(result.getCompletedAt())
        .setRedrive(result.getRedrive())
        .build();
  }

  /** How it ended, or why it failed: in metrics and logs. */
  static String outcome(AiResult result) {
    if (!result.getErrorCode().isEmpty()) {
      return result.getErrorCode();
    }
    if (result.getStatus() == AiStatus.AI_STATUS_CANCELLED) {
      return End.CANCELLED.toString();
    }
    return (result.getFallback() ? End.FALLBACK : End.COMPLETED).toString();
  }

  /** Whether the task is a redrive that a stored result gives way to: it failed, before that. */
  static boolean voids(Task task, ByteString stored) {
    try {
      AiResult result = AiResult.parseFrom(stored);
      return !task.redrive().isEmpty()
          && result.getStatus() == AiStatus.AI_STATUS_FAILED
          && !result.getRedrive().equals(task.redrive());
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** The last entry of the request's stream. */
  static Entry end(AiResult result) {
    Map<String, @Nullable Object> end = new LinkedHashMap<>();
    end.put("requestId", result.getRequestId());
    if (result.getStatus() == AiStatus.AI_STATUS_COMPLETED) {
      end.put("model", result.getModel());
      end.put("fallback", result.getFallback());
      end.put("finishReason", result.getFinishReason());
      Map<String, Long> usage = new LinkedHashMap<>();
      usage.put("promptTokens", result.getUsage().getPromptTokens());
      usage.put("completionTokens", result.getUsage().getCompletionTokens());
      usage.put("totalTokens", result.getUsage().getTotalTokens());
      end.put("usage", usage);
      return new Entry(AiKeys.DONE, JSON.writeValueAsString(end));
    }
    boolean cancelled = result.getStatus() == AiStatus.AI_STATUS_CANCELLED;
    end.put("status", cancelled ? "cancelled" : "failed");
    end.put("code", cancelled ? "cancelled" : result.getErrorCode());
    end.put("message", cancelled ? "the request was cancelled" : result.getErrorMessage());
    return new Entry(AiKeys.ERROR, JSON.writeValueAsString(end));
  }
}
