package io.millrace.projection.product;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.LateReceipts;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.ProductSales;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps {@code product_sales}. */
@Component
final class ProductSalesSink implements Projection<ProductSales> {

  private static final ProtoSerde<ProductSales> SERDE =
      ProtoSerde.of(ProductSales.getDefaultInstance());

  private static final Table<ProductSales> TABLE =
      Table.<ProductSales>named("product_sales_v1.product_sales")
          .key("tenant", TEXT, ProductSales::getTenant)
          .key("store_id", TEXT, ProductSales::getStoreId)
          .key("start", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getStart()))
          .key("product_id", TEXT, ProductSales::getProductId)
          .key("currency", TEXT, ProductSales::getCurrency)
          .value("name", TEXT, row -> Table.orNull(row.getName()))
          .value("units_milli", BIGINT, ProductSales::getUnitsMilli)
          .value("revenue", BIGINT, ProductSales::getRevenue)
          .keepNewest("revision", ProductSales::getRevision);

  private static final LateReceipts<ProductSales> ROWS =
      new LateReceipts<>(
          TABLE,
          "product_sales_v1.late_fact",
          Set.of("units_milli", "revenue"),
          row -> row.hasLate() ? row.getLate() : null);

  @Override
  public String name() {
    return "product-sales";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.PROJECTION_PRODUCT_SALES);
  }

  @Override
  public List<TopicSpec> inputs() {
    return List.of(Topics.SALES_RECEIPTS);
  }

  @Override
  public ProductSales row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    ProductSales row = Require.message(SERDE, entry);
    if (LateReceipts.onlyCovers(row.hasLate(), row.getLate())) {
      return row;
    }
    Require.id("tenant", row.getTenant());
    Require.id("store_id", row.getStoreId());
    Require.id("product_id", row.getProductId());
    Require.time("start", row.hasStart(), row.getStart());
    return row;
  }

  @Override
  public @Nullable Covered covers(
      ConsumerRecord<byte[], byte @Nullable []> entry, @Nullable ProductSales row) {
    return row == null ? null : Covered.of(row.getInput());
  }

  @Override
  public List<Write> writes(List<ProductSales> rows) {
    return ROWS.writes(rows);
  }
}
