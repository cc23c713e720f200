package io.millrace.projection.product;

import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.period.Period;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Products by what they brought in; refunds are already subtracted in the rows. */
@Component
class TopProductsQuery {

  static final ProjectionInputs PROJECTION =
      ProjectionInputs.of("product-sales", Topics.SALES_RECEIPTS);

  /** What products are ranked by. */
  enum By {
    REVENUE("revenue"),
    UNITS("units_milli");

    private final String column;

    By(String column) {
      this.column = column;
    }
  }

  /** A product with its sums. */
  record Row(String productId, @Nullable String name, long unitsMilli, long revenue) {}

  private static final String CURRENCY = "coalesce(nullif(s.currency, ''), r.currency, '')";
  private static final String SALES =
      """
      from product_sales s
      left join reference r on r.tenant = s.tenant and r.kind = 'stores' and r.id = s.store_id
      """;

  private final ReadDatabase database;

  TopProductsQuery(ReadDatabase database) {
    this.database = database;
  }

  /** The currencies in which anything was sold, empty for an unknown one. */
  Mono<List<String>> currencies(String tenant, @Nullable String storeId, Period period) {
    return database.list(
        range(
                Sql.of("select distinct " + CURRENCY + " as currency " + SALES),
                tenant,
                storeId,
                period)
            .add("limit 100"),
        row -> Columns.text(row, "currency"));
  }

  /** The first products in one currency, equal ones by id. */
  Mono<List<Row>> top(
      String tenant,
      @Nullable String storeId,
      Period period,
      @Nullable String currency,
      By by,
      int limit) {
    Sql sql =
        Sql.of(
            "with top as (select s.product_id, sum(s.units_milli)::bigint as units_milli,"
                + " sum(s.revenue)::bigint as revenue "
                + SALES);
    range(sql, tenant, storeId, period)
        .addIf("and " + CURRENCY + " = ?", currency)
        .add("group by s.product_id order by " + by.column + " desc, s.product_id limit ?)", limit)
        .add("select t.product_id, coalesce(p.name, n.name) as name, t.units_milli, t.revenue")
        .add("from top t")
        .add("left join product p on p.tenant = ? and p.product_id = t.product_id", tenant)
        .add("left join lateral (select s.name from product_sales s");
    range(sql, tenant, storeId, period)
        .add("and s.product_id = t.product_id and s.name <> '' and p.product_id is null")
        .add("order by s.start desc limit 1) n on true")
        .add("order by t." + by.column + " desc, t.product_id");
    return database.list(sql, TopProductsQuery::row);
  }

  private static Sql range(Sql sql, String tenant, @Nullable String storeId, Period period) {
    return sql.add("where s.tenant = ?", tenant)
        .add("and s.start >= ? and s.start < ?", period.from(), period.to())
        .addIf("and s.store_id = ?", storeId);
  }

  private static Row row(Readable row) {
    return new Row(
        Columns.text(row, "product_id"),
        Columns.textOrNull(row, "name"),
        Columns.number(row, "units_milli"),
        Columns.number(row, "revenue"));
  }
}
