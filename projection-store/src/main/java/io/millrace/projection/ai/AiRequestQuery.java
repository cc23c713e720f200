package io.millrace.projection.ai;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** AI requests and what became of them. */
@Component
class AiRequestQuery {

  static final ProjectionInputs PROJECTION =
      ProjectionInputs.of(
          "ai-requests",
          Topics.AI_REQUESTS_HIGH,
          Topics.AI_REQUESTS_NORMAL,
          Topics.AI_REQUESTS_LOW,
          Topics.AI_RESULTS);

  /** Tokens used. */
  record Usage(long promptTokens, long completionTokens, long totalTokens) {}

  /** Why there is no answer. */
  record Failure(String code, @Nullable String message) {}

  /** A request; times are in milliseconds and absent until they are known. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AiRequest(
      String requestId,
      String status,
      String priority,
      int attempts,
      @Nullable String answer,
      boolean fallback,
      @Nullable String model,
      Usage usage,
      @Nullable Long waitMs,
      @Nullable Long processMs,
      @Nullable Failure error,
      @Nullable String userId,
      @Nullable Instant admittedAt,
      @Nullable Instant completedAt) {}

  private final ReadDatabase database;

  AiRequestQuery(ReadDatabase database) {
    this.database = database;
  }

  /** One request, or nothing. */
  Mono<AiRequest> byId(String tenant, String requestId) {
    return database.first(
        Sql.of(
            """
            select request_id, user_id, status, priority, admitted_at,
              attempts::bigint as attempts, answer, fallback, model, prompt_tokens,
              completion_tokens, total_tokens, wait_ms, process_ms, error_code, error_message,
              completed_at
            from ai_request where tenant = ? and request_id = ?
            """,
            tenant,
            requestId),
        AiRequestQuery::request);
  }

  private static AiRequest request(Readable row) {
    String errorCode = Columns.textOrNull(row, "error_code");
    return new AiRequest(
        Columns.text(row, "request_id"),
        Columns.text(row, "status"),
        Columns.text(row, "priority"),
        (int) Columns.number(row, "attempts"),
        row.get("answer", String.class),
        Columns.flag(row, "fallback"),
        Columns.textOrNull(row, "model"),
        new Usage(
            Columns.number(row, "prompt_tokens"),
            Columns.number(row, "completion_tokens"),
            Columns.number(row, "total_tokens")),
        Columns.numberOrNull(row, "wait_ms"),
        Columns.numberOrNull(row, "process_ms"),
        errorCode == null ? null : new Failure(errorCode, Columns.textOrNull(row, "error_message")),
        Columns.textOrNull(row, "user_id"),
        Columns.timeOrNull(row, "admitted_at"),
        Columns.timeOrNull(row, "completed_at"));
  }
}
