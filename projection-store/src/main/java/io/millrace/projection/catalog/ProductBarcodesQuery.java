package io.millrace.projection.catalog;

import io.millrace.projection.query.Columns;
import io.millrace.projection.query.PrimaryDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.catalog.v1.Product;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The barcodes that products have until a change is written. */
@Component
class ProductBarcodesQuery {

  private static final Logger log = LoggerFactory.getLogger(ProductBarcodesQuery.class);
  private static final Duration BUDGET = Duration.ofSeconds(1);

  private final PrimaryDatabase database;

  ProductBarcodesQuery(PrimaryDatabase database) {
    this.database = database;
  }

  /** Their cache keys; empty if they cannot be had. Blocks. */
  Optional<List<String>> before(List<Change<Product>> changes) {
    String[] tenants = changes.stream().map(change -> change.id(0)).toArray(String[]::new);
    String[] ids = changes.stream().map(change -> change.id(1)).toArray(String[]::new);
    Sql sql =
        Sql.of(
            """
            select p.tenant, p.barcode
            from unnest(?::text[], ?::text[]) as c (tenant, product_id)
            join product p on p.tenant = c.tenant and p.product_id = c.product_id
            where p.barcode is not null
            """,
            tenants,
            ids);
    try {
      return database
          .list(
              sql,
              row ->
                  ProductKeys.ofBarcode(Columns.text(row, "tenant"), Columns.text(row, "barcode")))
          .blockOptional(BUDGET);
    } catch (RuntimeException e) {
      log.debug("barcodes before a change are not known: {}", e.toString());
      return Optional.empty();
    }
  }
}
