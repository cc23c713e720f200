package io.millrace.projection.breakdown;

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

/** Sums of sales by what their receipts name. A row without a currency is in its store's. */
@Component
class BreakdownQuery {

  static final ProjectionInputs PROJECTION =
      ProjectionInputs.of("sales-breakdown", Topics.SALES_RECEIPTS);

  /** Most rows of an answer. */
  static final int MAX_ROWS = 10_000;

  /** What sales are divided by. */
  enum Dimension {
    PAYMENT("payment"),
    EMPLOYEE("employee");

    private final String text;

    Dimension(String text) {
      this.text = text;
    }
  }

  /**
   * What was sold with one payment method or by one employee in one currency.
   *
   * @param value the method or the employee's id, which is null for receipts that name none
   * @param name the employee's, where it is known
   * @param currency empty where nobody knows it
   */
  record Row(
      @Nullable String value,
      @Nullable String name,
      String currency,
      long receipts,
      long refunds,
      long amount,
      long revenue) {}

  private final ReadDatabase database;

  BreakdownQuery(ReadDatabase database) {
    this.database = database;
  }

  /** The sums of a period, the largest amount first. */
  Mono<List<Row>> by(Dimension dimension, String tenant, @Nullable String storeId, Period period) {
    Sql sql =
        Sql.of(
                """
                with sums as (
                  select s.value, coalesce(nullif(s.currency, ''), r.currency, '') as currency,
                    sum(s.receipts)::bigint as receipts, sum(s.refunds)::bigint as refunds,
                    sum(s.amount)::bigint as amount, sum(s.revenue)::bigint as revenue
                  from sales_breakdown s
                  left join reference r
                    on r.tenant = s.tenant and r.kind = 'stores' and r.id = s.store_id
                """)
            .add("where s.tenant = ? and s.dimension = ?", tenant, dimension.text)
            .add("and s.start >= ? and s.start < ?", period.from(), period.to())
            .addIf("and s.store_id = ?", storeId)
            .add("group by 1, 2 order by amount desc, 1, 2 limit " + (MAX_ROWS + 1) + ")")
            .add("select sums.*, e.name from sums left join reference e")
            .add("on e.tenant = ? and e.kind = 'employees' and e.id = sums.value", tenant)
            .add("order by sums.amount desc, sums.value, sums.currency");
    return database.list(sql, BreakdownQuery::row);
  }

  private static Row row(Readable row) {
    return new Row(
        Columns.textOrNull(row, "value"),
        Columns.textOrNull(row, "name"),
        Columns.text(row, "currency"),
        Columns.number(row, "receipts"),
        Columns.number(row, "refunds"),
        Columns.number(row, "amount"),
        Columns.number(row, "revenue"));
  }
}
