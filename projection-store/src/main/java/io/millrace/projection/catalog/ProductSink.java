package io.millrace.projection.catalog;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.BOOLEAN;
import static io.millrace.projection.sink.ColumnType.INT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps {@code product}; a tombstone deletes. */
@Component
final class ProductSink implements Projection<Change<Product>> {

  private static final ProtoSerde<Product> SERDE = ProtoSerde.of(Product.getDefaultInstance());

  private static final Table<Change<Product>> TABLE =
      Table.<Change<Product>>named("products_v1.product")
          .key("tenant", TEXT, change -> change.id(0))
          .key("product_id", TEXT, change -> change.id(1))
          .value("name", TEXT, change -> change.state().getName())
          .value("description", TEXT, change -> Table.orNull(change.state().getDescription()))
          .value("barcode", TEXT, change -> Table.orNull(change.state().getBarcode()))
          .value("sku", TEXT, change -> Table.orNull(change.state().getSku()))
          .value("category_id", TEXT, change -> Table.orNull(change.state().getCategoryId()))
          .value("price", BIGINT, change -> change.state().getPrice())
          .value(
              "cost", BIGINT, change -> change.state().hasCost() ? change.state().getCost() : null)
          .value("unit", TEXT, change -> Table.orNull(change.state().getUnit()))
          .value(
              "tax_rate_bp",
              INT,
              change -> change.state().hasTaxRateBp() ? change.state().getTaxRateBp() : null)
          .value(
              "low_stock_threshold_milli",
              BIGINT,
              change ->
                  change.state().hasLowStockThresholdMilli()
                      ? change.state().getLowStockThresholdMilli()
                      : null)
          .value("is_active", BOOLEAN, change -> change.state().getIsActive())
          .value("updated_at", TIMESTAMPTZ, Change::at)
          .keepNewest("log_offset", Change::offset);

  private final ProductChanges changes;

  ProductSink(ProductChanges changes) {
    this.changes = changes;
  }

  @Override
  public String name() {
    return "products";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.CATALOG_PRODUCTS);
  }

  @Override
  public Change<Product> row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    if (entry.value() == null) {
      return Change.deletion(entry, 2);
    }
    Product product = Require.message(SERDE, entry);
    Require.id("tenant", product.getTenant());
    Require.id("product_id", product.getProductId());
    return Change.to(
        product,
        List.of(product.getTenant(), product.getProductId()),
        product.hasUpdatedAt() ? product.getUpdatedAt() : null,
        entry);
  }

  @Override
  public List<Write> writes(List<Change<Product>> rows) {
    return Change.writes(TABLE, rows);
  }

  @Override
  public List<Write> announce(List<Change<Product>> rows) {
    return changes.writing(rows);
  }

  @Override
  public void committed(List<Change<Product>> rows) {
    changes.written();
  }

  @Override
  public boolean isCached() {
    return true;
  }
}
