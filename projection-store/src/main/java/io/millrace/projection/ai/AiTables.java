package io.millrace.projection.ai;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.BOOLEAN;
import static io.millrace.projection.sink.ColumnType.INT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.ai.AiRequestSink.Admitted;
import io.millrace.projection.ai.AiRequestSink.Finished;
import io.millrace.projection.sink.Table;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Priority;

/**
 * The ways to write one table: each fills in its columns, and the first of its kind counts, but for
 * what a redrive changed.
 */
final class AiTables {

  private static final String NAME = "ai_requests_v1.ai_request";

  static final Table<Admitted> ADMITTED =
      Table.<Admitted>named(NAME)
          .key("tenant", TEXT, row -> row.request().getTenant())
          .key("request_id", TEXT, row -> row.request().getRequestId())
          .value("user_id", TEXT, row -> Table.orNull(row.request().getUserId()))
          .value("status", TEXT, row -> "queued")
          .value("priority", TEXT, row -> priority(row.request().getPriority()))
          .value("admitted_at", TIMESTAMPTZ, Admitted::at)
          .value("attempts", INT, row -> 0)
          .value("fallback", BOOLEAN, row -> false)
          .value("model", TEXT, row -> Table.orNull(row.request().getModel()))
          .value("prompt_tokens", BIGINT, row -> 0L)
          .value("completion_tokens", BIGINT, row -> 0L)
          .value("total_tokens", BIGINT, row -> 0L)
          .value("conversation_id", TEXT, row -> Table.orNull(row.request().getConversationId()))
          .onConflict(
              """
              do update set
                user_id = coalesce(excluded.user_id, t.user_id),
                priority = excluded.priority,
                model = coalesce(t.model, excluded.model),
                conversation_id = coalesce(t.conversation_id, excluded.conversation_id),
                admitted_at = excluded.admitted_at
              where t.admitted_at is null""");

  static final Table<Finished> FINISHED = finished("t.completed_at is null");

  /** The result of a redrive stands in place of one that failed, and of no other. */
  static final Table<Finished> REDRIVEN = finished("t.completed_at is null or t.status = 'failed'");

  private AiTables() {}

  private static Table<Finished> finished(String where) {
    return Table.<Finished>named(NAME)
        .key("tenant", TEXT, row -> row.result().getTenant())
        .key("request_id", TEXT, row -> row.result().getRequestId())
        .value("user_id", TEXT, row -> Table.orNull(row.result().getUserId()))
        .value("status", TEXT, row -> status(row.result().getStatus()))
        .value("priority", TEXT, row -> priority(row.result().getPriority()))
        .value("attempts", INT, row -> row.result().getAttempts())
        .value("answer", TEXT, row -> Table.orNull(row.result().getAnswer()))
        .value("fallback", BOOLEAN, row -> row.result().getFallback())
        .value("model", TEXT, row -> Table.orNull(row.result().getModel()))
        .value("prompt_tokens", BIGINT, row -> row.result().getUsage().getPromptTokens())
        .value("completion_tokens", BIGINT, row -> row.result().getUsage().getCompletionTokens())
        .value("total_tokens", BIGINT, row -> row.result().getUsage().getTotalTokens())
        .value("wait_ms", BIGINT, row -> row.result().getWaitMs())
        .value("process_ms", BIGINT, row -> row.result().getProcessMs())
        .value("error_code", TEXT, row -> Table.orNull(row.result().getErrorCode()))
        .value("error_message", TEXT, row -> Table.orNull(row.result().getErrorMessage()))
        .value("completed_at", TIMESTAMPTZ, Finished::at)
        .value("conversation_id", TEXT, row -> Table.orNull(row.result().getConversationId()))
        .value("finish_reason", TEXT, row -> Table.orNull(row.result().getFinishReason()))
        .value("tool_calls", TEXT, row -> Table.orNull(row.result().getToolCalls().toStringUtf8()))
        .value("provider", TEXT, row -> Table.orNull(row.result().getProvider()))
        .value("result_input_partition", INT, Finished::partition)
        .value("result_input_offset", BIGINT, Finished::offset)
        .onConflict(
            """
            do update set
              user_id = coalesce(t.user_id, excluded.user_id),
              status = excluded.status,
              attempts = excluded.attempts,
              answer = excluded.answer,
              fallback = excluded.fallback,
              model = coalesce(excluded.model, t.model),
              prompt_tokens = excluded.prompt_tokens,
              completion_tokens = excluded.completion_tokens,
              total_tokens = excluded.total_tokens,
              wait_ms = excluded.wait_ms,
              process_ms = excluded.process_ms,
              error_code = excluded.error_code,
              error_message = excluded.error_message,
              completed_at = excluded.completed_at,
              conversation_id = coalesce(t.conversation_id, excluded.conversation_id),
              finish_reason = excluded.finish_reason,
              tool_calls = excluded.tool_calls,
              provider = excluded.provider,
              result_input_partition = excluded.result_input_partition,
              result_input_offset = excluded.result_input_offset
            where %s"""
                .formatted(where));
  }

  static String status(AiStatus status) {
    return switch (status) {
      case AI_STATUS_COMPLETED -> "completed";
      case AI_STATUS_FAILED -> "failed";
      case AI_STATUS_CANCELLED -> "cancelled";
      case AI_STATUS_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "status: " + status + " (expected: completed, failed or cancelled)");
    };
  }

  static String priority(Priority priority) {
    return switch (priority) {
      case PRIORITY_HIGH -> "high";
      case PRIORITY_LOW -> "low";
      case PRIORITY_NORMAL, PRIORITY_UNSPECIFIED, UNRECOGNIZED -> "normal";
    };
  }
}
