package io.millrace.projection.sales;

import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.http.Problem;
import io.millrace.projection.period.Bucket;
import io.millrace.projection.period.Period;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Sums of sales. A row without a currency is in its store's. */
@Component
class SalesQuery {

  static final ProjectionInputs QUARTERS =
      ProjectionInputs.of("sales-by-hour", Topics.SALES_RECEIPTS);
  static final ProjectionInputs DAYS = ProjectionInputs.of("sales-by-day", Topics.SALES_RECEIPTS);

  /** Most rows of an answer. */
  static final int MAX_ROWS = 10_000;

  /** Most hours, or days, from the first sale of a range to its last: eleven years of hours. */
  static final int MAX_BUCKETS = 100_000;

  static final String SUMS =
      """
      coalesce(nullif(s.currency, ''), r.currency, '') as currency,
      sum(s.receipts)::bigint as receipts, sum(s.refunds)::bigint as refunds,
      sum(s.units_milli)::bigint as units_milli, sum(s.revenue)::bigint as revenue
      """;
  static final String STORES =
      """
      left join reference r on r.tenant = s.tenant and r.kind = 'stores' and r.id = s.store_id
      """;
  private static final String END = "group by 1, 2 order by 1, 2 limit " + (MAX_ROWS + 1);

  private final ReadDatabase database;

  SalesQuery(ReadDatabase database) {
    this.database = database;
  }

  /** Quarters of an hour summed to buckets of a zone. */
  Mono<List<SalesRow>> quarters(
      String tenant, @Nullable String storeId, Period period, Bucket bucket) {
    return range(tenant, storeId, period)
        .flatMap(range -> sums(tenant, storeId, range, bucket))
        .defaultIfEmpty(List.of());
  }

  /** The period or, if it is long, the part of it that has data; nothing where none has. */
  Mono<Period> range(String tenant, @Nullable String storeId, Period period) {
    return Duration.between(period.from(), period.to()).toHours() <= MAX_ROWS
        ? Mono.just(period)
        : extent(tenant, storeId, period);
  }

  /** UTC days as they are. */
  Mono<List<SalesRow>> days(String tenant, @Nullable String storeId, Period period) {
    Sql sql =
        Sql.of("select s.start as bucket,")
            .add(SUMS)
            .add("from sales_day s")
            .add(STORES)
            .add("where s.tenant = ?", tenant)
            .add("and s.start >= ? and s.start < ?", period.from(), period.to())
            .addIf("and s.store_id = ?", storeId)
            .add(END);
    return database.list(sql, row -> row(row, Columns.time(row, "bucket")));
  }

  /** Reads the range its buckets are laid over and nothing else, whatever was written since. */
  private Mono<List<SalesRow>> sums(
      String tenant, @Nullable String storeId, Period range, Bucket bucket) {
    if (Duration.between(range.from(), range.to()).dividedBy(bucket.about()) > MAX_BUCKETS) {
      return Mono.error(() -> rangeTooLarge(MAX_BUCKETS));
    }
    List<Instant> starts = bucket.starts(range.from(), range.to(), range.zone());
    Long[] bounds = starts.stream().map(Instant::getEpochSecond).toArray(Long[]::new);
    Sql sql =
        Sql.of(
                "select width_bucket(extract(epoch from s.start)::bigint, ?) as bucket,",
                (Object) bounds)
            .add(SUMS)
            .add("from sales_quarter s")
            .add(STORES)
            .add("where s.tenant = ?", tenant)
            .add("and s.start >= ? and s.start < ?", range.from(), range.to())
            .addIf("and s.store_id = ?", storeId)
            .add(END);
    return database.list(sql, row -> row(row, starts.get((int) Columns.number(row, "bucket") - 1)));
  }

  /** The part of a period that has data at all: nobody lays hours over a century of nothing. */
  private Mono<Period> extent(String tenant, @Nullable String storeId, Period period) {
    Sql sql =
        Sql.of("select first, last from (select min(start) as first, max(start) as last")
            .add("from sales_quarter s")
            .add("where s.tenant = ?", tenant)
            .add("and s.start >= ? and s.start < ?", period.from(), period.to())
            .addIf("and s.store_id = ?", storeId)
            .add(") e where first is not null");
    return database.first(
        sql,
        row ->
            new Period(
                Columns.time(row, "first"),
                Columns.time(row, "last").plusSeconds(1),
                period.zone()));
  }

  /** 400: the range has more buckets than are laid over it, or than an answer may hold. */
  static RuntimeException rangeTooLarge(int buckets) {
    return Problem.of(
            HttpStatus.BAD_REQUEST,
            "range-too-large",
            "more than " + buckets + " buckets; ask for a shorter range or for days")
        .refusal();
  }

  private static SalesRow row(Readable row, Instant start) {
    return new SalesRow(
        start,
        Objects.requireNonNull(row.get("currency", String.class)),
        Columns.number(row, "receipts"),
        Columns.number(row, "refunds"),
        Columns.number(row, "units_milli"),
        Columns.number(row, "revenue"));
  }
}
