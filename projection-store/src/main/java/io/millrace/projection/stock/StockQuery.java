package io.millrace.projection.stock;

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

/** Stock levels by store and product. */
@Component
class StockQuery {

  static final ProjectionInputs PROJECTION =
      ProjectionInputs.of("stock-levels", Topics.SALES_RECEIPTS, Topics.STOCK_MOVEMENTS);

  /** How much of a product a store has. */
  record Level(String productId, String storeId, Number quantity, Instant updatedAt) {}

  private final ReadDatabase database;

  StockQuery(ReadDatabase database) {
    this.database = database;
  }

  /** A page of levels, of one store and one product where they are given. */
  Mono<Page<Level>> levels(
      String tenant,
      @Nullable String storeId,
      @Nullable String productId,
      @Nullable List<String> after,
      int limit) {
    Sql sql =
        Sql.of("select product_id, store_id, quantity_milli, updated_at from stock_level")
            .add("where tenant = ?", tenant)
            .addIf("and store_id = ?", storeId)
            .addIf("and product_id = ?", productId);
    if (after != null) {
      sql.add("and (store_id, product_id) > (?, ?)", after.get(0), after.get(1));
    }
    sql.add("order by store_id, product_id limit ?", limit + 1);
    return database
        .list(sql, StockQuery::level)
        .map(
            levels ->
                Page.of(levels, limit, last -> Cursor.encode(last.storeId(), last.productId())));
  }

  private static Level level(Readable row) {
    return new Level(
        Columns.text(row, "product_id"),
        Columns.text(row, "store_id"),
        Quantities.ofMilli(Columns.number(row, "quantity_milli")),
        Columns.time(row, "updated_at"));
  }
}
