package io.millrace.streams.product;

import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.ProductSales;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.Projection;
import io.millrace.streams.receipt.ReceiptTopology;

/**
 * Units and revenue of each product by quarter of an hour of the sale. Revenue is the sum of the
 * line amounts: a discount on the whole receipt is not spread over its lines.
 */
public final class ProductSalesTopology implements ReceiptTopology {

  @Override
  public String applicationId() {
    return "millrace-product-sales";
  }

  @Override
  public Projection<ProductSales> projection() {
    return Projection.into(
            Topics.PROJECTION_PRODUCT_SALES,
            ProductSales.getDefaultInstance(),
            (row, input) -> row.toBuilder().setInput(input).build())
        .facts(
            Topics.SALES_RECEIPTS,
            ProtoSerde.of(Receipt.getDefaultInstance()).deserializer(),
            ProductSalesReader::new)
        .retire((row, late) -> row.toBuilder().setLate(late).build());
  }
}
