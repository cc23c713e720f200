package io.millrace.projection.stock;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.http.Cursor;
import io.millrace.projection.http.Page;
import io.millrace.projection.json.Quantities;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Levels at or below their product's threshold, by level and threshold as they are: an alert, which
 * comes later and stays longer, only adds since when.
 */
@Component
class LowStockQuery {

  static final List<ProjectionInputs> PROJECTIONS =
      List.of(StockQuery.PROJECTION, ProjectionInputs.of("products", Topics.CATALOG_PRODUCTS));

  /**
   * A product that is low in a store.
   *
   * @param alertedAt event time of the crossing; null until the alert is there
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LowLevel(
      String productId,
      String storeId,
      Number quantity,
      Number threshold,
      Instant updatedAt,
      @Nullable Instant alertedAt) {}

  private final ReadDatabase database;

  LowStockQuery(ReadDatabase database) {
    this.database = database;
  }

  /** A page by product and store; {@code after} is what a page ended with. */
  Mono<Page<LowLevel>> low(
      String tenant, @Nullable String storeId, @Nullable List<String> after, int limit) {
    Sql sql =
        Sql.of(
                """
                select l.product_id, l.store_id, l.quantity_milli, p.low_stock_threshold_milli,
                  l.updated_at, a.since
                from product p
                join stock_level l on l.tenant = p.tenant and l.product_id = p.product_id
                left join stock_alert a on a.tenant = l.tenant and a.store_id = l.store_id
                  and a.product_id = l.product_id and a.state = 'low'
                where p.tenant = ? and l.tenant = ? and p.low_stock_threshold_milli is not null
                  and l.quantity_milli <= p.low_stock_threshold_milli
                """,
                tenant,
                tenant)
            .addIf("and l.store_id = ?", storeId);
    if (after != null) {
      sql.add("and p.product_id >= ?", after.get(0))
          .add("and (p.product_id, l.store_id) > (?, ?)", after.get(0), after.get(1));
    }
    sql.add("order by p.product_id, l.store_id limit ?", limit + 1);
    return database
        .list(sql, LowStockQuery::level)
        .map(
            levels ->
                Page.of(levels, limit, last -> Cursor.encode(last.productId(), last.storeId())));
  }

  private static LowLevel level(Readable row) {
    return new LowLevel(
        Columns.text(row, "product_id"),
        Columns.text(row, "store_id"),
        Quantities.ofMilli(Columns.number(row, "quantity_milli")),
        Quantities.ofMilli(Columns.number(row, "low_stock_threshold_milli")),
        Columns.time(row, "updated_at"),
        Columns.timeOrNull(row, "since"));
  }
}
