package io.millrace.projection.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
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

/** The catalogue's products. */
@Component
class ProductQuery {

  static final ProjectionInputs PROJECTION =
      ProjectionInputs.of("products", Topics.CATALOG_PRODUCTS);

  static final String COLUMNS =
      """
      product_id, name, description, barcode, sku, category_id, price, cost, unit,
        tax_rate_bp::bigint as tax_rate_bp, low_stock_threshold_milli, is_active, updated_at""";

  private static final String PRODUCTS =
      """
      select %s
      from product where tenant = ?
      """
          .formatted(COLUMNS);

  /** A product as it was last described; {@code taxRate} is in percent. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Product(
      String productId,
      String name,
      @Nullable String description,
      @Nullable String barcode,
      @Nullable String sku,
      @Nullable String categoryId,
      long price,
      @Nullable Long cost,
      @Nullable String unit,
      @Nullable Number taxRate,
      @Nullable Number lowStockThreshold,
      @JsonProperty("isActive") boolean isActive,
      Instant updatedAt) {}

  private final ReadDatabase database;

  ProductQuery(ReadDatabase database) {
    this.database = database;
  }

  /** A page of all products. */
  Mono<Page<Product>> list(String tenant, @Nullable List<String> after, int limit) {
    Sql sql = page(Sql.of(PRODUCTS, tenant), after, limit);
    return database.list(sql, ProductQuery::product).map(products -> page(products, limit));
  }

  /** Products with this barcode; there may be several. */
  Mono<Page<Product>> byBarcode(
      String tenant, String barcode, @Nullable List<String> after, int limit) {
    Sql sql = page(Sql.of(PRODUCTS, tenant).add("and barcode = ?", barcode), after, limit);
    return database.list(sql, ProductQuery::product).map(products -> page(products, limit));
  }

  /** One product, or nothing. */
  Mono<Product> byId(String tenant, String productId) {
    return database.first(
        Sql.of(PRODUCTS, tenant).add("and product_id = ?", productId), ProductQuery::product);
  }

  private static Sql page(Sql sql, @Nullable List<String> after, int limit) {
    return sql.addIf("and product_id > ?", after == null ? null : after.get(0))
        .add("order by product_id limit ?", limit + 1);
  }

  private static Page<Product> page(List<Product> products, int limit) {
    return Page.of(products, limit, last -> Cursor.encode(last.productId()));
  }

  static Product product(Readable row) {
    Long taxRate = Columns.numberOrNull(row, "tax_rate_bp");
    Long threshold = Columns.numberOrNull(row, "low_stock_threshold_milli");
    return new Product(
        Columns.text(row, "product_id"),
        Columns.text(row, "name"),
        Columns.textOrNull(row, "description"),
        Columns.textOrNull(row, "barcode"),
        Columns.textOrNull(row, "sku"),
        Columns.textOrNull(row, "category_id"),
        Columns.number(row, "price"),
        Columns.numberOrNull(row, "cost"),
        Columns.textOrNull(row, "unit"),
        taxRate == null ? null : Quantities.ofMilli(Math.multiplyExact(taxRate, 10L)),
        threshold == null ? null : Quantities.ofMilli(threshold),
        Columns.flag(row, "is_active"),
        Columns.time(row, "updated_at"));
  }
}
