package io.millrace.projection.webhook;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.period.Period;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Deliveries of webhooks by UTC minute or hour. */
@Component
class WebhookQuery {

  static final ProjectionInputs PROJECTION =
      ProjectionInputs.of("webhook-stats", Topics.WEBHOOKS_RECEIVED, Topics.WEBHOOKS_REJECTED);

  /** Most buckets of an answer. */
  static final int MAX_ROWS = 10_000;

  /** What minutes are summed to. */
  enum Bucket {
    HOUR,
    MINUTE
  }

  /** Deliveries in one bucket. */
  record Entry(
      Instant start,
      long accepted,
      long rejected,
      long duplicates,
      long bytes,
      @JsonRawValue String byType) {}

  private final ReadDatabase database;

  WebhookQuery(ReadDatabase database) {
    this.database = database;
  }

  /** Buckets in which anything arrived; one more than the most, where there are more. */
  Mono<List<Entry>> deliveries(
      String tenant, @Nullable String sourceKey, Period period, Bucket bucket) {
    Sql sql =
        Sql.of(
                "with m as (select date_trunc(?, start, 'UTC') as start, accepted, rejected,"
                    + " duplicates, bytes, by_type from webhook_minute",
                bucket.name().toLowerCase(Locale.ROOT))
            .add("where tenant = ?", tenant)
            .add("and start >= ? and start < ?", period.from(), period.to())
            .addIf("and source_key = ?", sourceKey)
            .add(
                """
                ), sums as (
                  select start, sum(accepted)::bigint as accepted,
                    sum(rejected)::bigint as rejected, sum(duplicates)::bigint as duplicates,
                    sum(bytes)::bigint as bytes
                  from m group by start order by start limit ?
                ), types as (
                  select m.start, t.key, sum(t.value::bigint)::bigint as n
                  from m, jsonb_each_text(m.by_type) t group by m.start, t.key
                ), by_type as (
                  select start, jsonb_object_agg(key, n) as by_type from types group by start
                )
                select s.start, s.accepted, s.rejected, s.duplicates, s.bytes,
                  coalesce(t.by_type, '{}')::text as by_type
                from sums s left join by_type t on t.start = s.start order by s.start
                """,
                MAX_ROWS + 1);
    return database.list(sql, WebhookQuery::entry);
  }

  private static Entry entry(Readable row) {
    return new Entry(
        Columns.time(row, "start"),
        Columns.number(row, "accepted"),
        Columns.number(row, "rejected"),
        Columns.number(row, "duplicates"),
        Columns.number(row, "bytes"),
        Columns.text(row, "by_type"));
  }
}
