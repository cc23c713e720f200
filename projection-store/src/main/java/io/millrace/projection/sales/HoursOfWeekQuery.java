package io.millrace.projection.sales;

import io.millrace.projection.period.Offsets;
import io.millrace.projection.period.Period;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Sums of sales by hour of the week as the zone's clocks show it. The offsets come from Java, for
 * Postgres may know other rules of a zone.
 */
@Component
class HoursOfWeekQuery {

  private static final int HOURS = 168;

  /**
   * Seconds from a Monday long ago to 1970, a whole number of weeks and three days, so that no time
   * is below zero where the remainder is taken.
   */
  private static final long BEFORE_1970 = HOURS * 3_600L * 200_000 + 3 * 86_400L;

  private final ReadDatabase database;
  private final SalesQuery sales;

  HoursOfWeekQuery(ReadDatabase database, SalesQuery sales) {
    this.database = database;
    this.sales = sales;
  }

  /** Quarters of an hour summed to hours of the week. */
  Mono<List<HourOfWeekRow>> hours(String tenant, @Nullable String storeId, Period period) {
    return sales
        .range(tenant, storeId, period)
        .flatMap(range -> sums(tenant, storeId, range))
        .defaultIfEmpty(List.of());
  }

  private Mono<List<HourOfWeekRow>> sums(String tenant, @Nullable String storeId, Period range) {
    Offsets offsets = Offsets.of(range);
    Sql sql =
        Sql.of(
                "select (extract(epoch from s.start)::bigint"
                    + " + (?::bigint[])[width_bucket(extract(epoch from s.start)::bigint, ?)]"
                    + " + ?) / 3600 % "
                    + HOURS
                    + " as hour,",
                offsets.seconds().toArray(Long[]::new),
                offsets.since().toArray(Long[]::new),
                BEFORE_1970)
            .add(SalesQuery.SUMS)
            .add("from sales_quarter s")
            .add(SalesQuery.STORES)
            .add("where s.tenant = ?", tenant)
            .add("and s.start >= ? and s.start < ?", range.from(), range.to())
            .addIf("and s.store_id = ?", storeId)
            .add("group by 1, 2 order by 1, 2 limit " + SalesQuery.MAX_ROWS);
    return database.list(sql, HoursOfWeekQuery::row);
  }

  private static HourOfWeekRow row(Readable row) {
    return new HourOfWeekRow(
        (int) Columns.number(row, "hour"),
        Columns.text(row, "currency"),
        Columns.number(row, "receipts"),
        Columns.number(row, "refunds"),
        Columns.number(row, "units_milli"),
        Columns.number(row, "revenue"));
  }
}
