package io.millrace.projection.ai;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.period.Period;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.ai.AiPrices;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** AI use by UTC hour or day, model and priority. */
@Component
class AiUsageQuery {

  static final ProjectionInputs PROJECTION = ProjectionInputs.of("ai-usage", Topics.AI_RESULTS);

  /** Most buckets of an answer. */
  static final int MAX_ROWS = 10_000;

  /** What hours are summed to. */
  enum Bucket {
    HOUR,
    DAY
  }

  /**
   * Use of one model at one priority.
   *
   * @param requests those that ended, however they did
   * @param costMicros null where the model has no price
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(
      Instant start,
      String model,
      String priority,
      long requests,
      long completed,
      long failed,
      long cancelled,
      long fallbacks,
      long promptTokens,
      long completionTokens,
      long totalTokens,
      @Nullable Long costMicros,
      long waitMs,
      long processMs,
      long averageWaitMs,
      long averageProcessMs) {}

  private final ReadDatabase database;
  private final AiPrices prices;

  AiUsageQuery(ReadDatabase database, AiSettings settings) {
    this.database = database;
    this.prices = settings.prices();
  }

  /** Buckets in which a request ended; one more than the most, where there are more. */
  Mono<List<Entry>> usage(String tenant, Period period, Bucket bucket) {
    return database.list(
        Sql.of(
                "select date_trunc(?, start, 'UTC') as start, model, priority,",
                bucket.name().toLowerCase(Locale.ROOT))
            .add(
                """
                  sum(requests)::bigint as requests, sum(failed)::bigint as failed,
                  sum(cancelled)::bigint as cancelled, sum(fallbacks)::bigint as fallbacks,
                  sum(prompt_tokens)::bigint as prompt_tokens,
                  sum(completion_tokens)::bigint as completion_tokens,
                  sum(wait_ms)::bigint as wait_ms, sum(process_ms)::bigint as process_ms
                from ai_usage_hour where tenant = ? and start >= ? and start < ?
                group by 1, 2, 3 order by 1, 2, 3 limit ?
                """,
                tenant,
                period.from(),
                period.to(),
                MAX_ROWS + 1),
        this::entry);
  }

  private Entry entry(Readable row) {
    String model = Columns.text(row, "model");
    long requests = Columns.number(row, "requests");
    long failed = Columns.number(row, "failed");
    long cancelled = Columns.number(row, "cancelled");
    long prompt = Columns.number(row, "prompt_tokens");
    long completion = Columns.number(row, "completion_tokens");
    long wait = Columns.number(row, "wait_ms");
    long process = Columns.number(row, "process_ms");
    return new Entry(
        Columns.time(row, "start"),
        model,
        Columns.text(row, "priority"),
        requests,
        requests - failed - cancelled,
        failed,
        cancelled,
        Columns.number(row, "fallbacks"),
        prompt,
        completion,
        prompt + completion,
        prices.costMicros(model, prompt, completion),
        wait,
        process,
        Math.round((double) wait / requests),
        Math.round((double) process / requests));
  }
}
