package io.millrace.projection.ai;

import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** AI requests and what became of them. */
@Component
public class AiRequestQuery {

  static final ProjectionInputs PROJECTION =
      ProjectionInputs.of(
          "ai-requests",
          Topics.AI_REQUESTS_HIGH,
          Topics.AI_REQUESTS_NORMAL,
          Topics.AI_REQUESTS_LOW,
          Topics.AI_RESULTS);

  private static final String SELECT =
      """
      select tenant, request_id, user_id, status, priority, admitted_at,
        attempts::bigint as attempts, answer, fallback, model, prompt_tokens, completion_tokens,
        total_tokens, wait_ms, process_ms, error_code, error_message, completed_at,
        conversation_id, finish_reason, tool_calls, provider
      from ai_request
      """;

  private final ReadDatabase database;

  AiRequestQuery(ReadDatabase database) {
    this.database = database;
  }

  /** One request, or nothing. */
  public Mono<AiRequest> byId(String tenant, String requestId) {
    return database.first(
        Sql.of(SELECT + "where tenant = ? and request_id = ?", tenant, requestId),
        AiRequestQuery::request);
  }

  /** Those of a few requests that have ended, by {@link AiKeys#request}. */
  public Mono<Map<String, AiRequest>> ended(Collection<String> requests) {
    List<List<String>> ids = requests.stream().map(Keys::split).toList();
    return database
        .list(
            Sql.of(
                SELECT
                    + """
                      where completed_at is not null and (tenant, request_id) in (
                        select * from unnest(?::text[], ?::text[]))""",
                ids.stream().map(id -> id.get(0)).toArray(String[]::new),
                ids.stream().map(id -> id.get(1)).toArray(String[]::new)),
            row -> Map.entry(Columns.text(row, "tenant"), request(row)))
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.toMap(
                            row -> AiKeys.request(row.getKey(), row.getValue().requestId()),
                            Map.Entry::getValue)));
  }

  /**
   * The newest request of each of a few conversations, none before a time, by the conversation's
   * tenant and id as {@link Keys} joins them.
   */
  public Mono<Map<String, String>> newest(Collection<String> conversations, Instant since) {
    List<List<String>> ids = conversations.stream().map(Keys::split).toList();
    return database
        .list(
            Sql.of(
                """
                select distinct on (tenant, conversation_id) tenant, conversation_id, request_id
                from ai_request
                where (tenant, conversation_id) in (select * from unnest(?::text[], ?::text[]))
                  and admitted_at > ?
                order by tenant, conversation_id, admitted_at desc""",
                ids.stream().map(id -> id.get(0)).toArray(String[]::new),
                ids.stream().map(id -> id.get(1)).toArray(String[]::new),
                since),
            row ->
                Map.entry(
                    Keys.of(Columns.text(row, "tenant"), Columns.text(row, "conversation_id")),
                    AiKeys.request(Columns.text(row, "tenant"), Columns.text(row, "request_id"))))
        .map(
            rows ->
                rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
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
        Columns.textOrNull(row, "finish_reason"),
        Columns.textOrNull(row, "tool_calls"),
        Columns.textOrNull(row, "model"),
        Columns.textOrNull(row, "provider"),
        new AiRequest.Usage(
            Columns.number(row, "prompt_tokens"),
            Columns.number(row, "completion_tokens"),
            Columns.number(row, "total_tokens")),
        Columns.numberOrNull(row, "wait_ms"),
        Columns.numberOrNull(row, "process_ms"),
        errorCode == null
            ? null
            : new AiRequest.Failure(errorCode, Columns.textOrNull(row, "error_message")),
        Columns.textOrNull(row, "user_id"),
        Columns.textOrNull(row, "conversation_id"),
        Columns.timeOrNull(row, "admitted_at"),
        Columns.timeOrNull(row, "completed_at"));
  }
}
