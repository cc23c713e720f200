package io.millrace.streams.product;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.ProductSales;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.streams.projection.Change;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.Grain;
import io.millrace.streams.receipt.ReceiptFact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Lines of one receipt with the same product are one change of its row. */
final class ProductSalesReader implements FactReader<Receipt, ProductSales> {

  @Override
  public String identity(Record<String, Receipt> record) {
    return ReceiptFact.identity(record);
  }

  @Override
  public List<? extends Change<ProductSales>> changes(Record<String, Receipt> record) {
    ReceiptFact fact = ReceiptFact.of(record);
    Timestamp start = Grain.QUARTER_HOUR.start(fact.occurredAt());
    Map<String, Sold> products = new LinkedHashMap<>();
    for (ReceiptLine line : fact.receipt().getLinesList()) {
      products.merge(line.getProductId(), Sold.of(fact, line, start), Sold::plus);
    }
    return List.copyOf(products.values());
  }

  private record Sold(
      @Override String key,
      Receipt receipt,
      Timestamp start,
      String productId,
      String name,
      long unitsMilli,
      long revenue)
      implements Change<ProductSales> {

    static Sold of(ReceiptFact fact, ReceiptLine line, Timestamp start) {
      Receipt receipt = fact.receipt();
      return new Sold(
          Keys.of(
              receipt.getTenant(),
              receipt.getStoreId(),
              receipt.getCurrency(),
              line.getProductId(),
              Grain.text(start)),
          receipt,
          start,
          line.getProductId(),
          line.getName(),
          fact.sold(line.getQuantityMilli()),
          fact.sold(line.getAmount()));
    }

    Sold plus(Sold line) {
      return new Sold(
          key,
          receipt,
          start,
          productId,
          line.name.isEmpty() ? name : line.name,
          Math.addExact(unitsMilli, line.unitsMilli),
          Math.addExact(revenue, line.revenue));
    }

    @Override
    public long until() {
      return Grain.QUARTER_HOUR.until(start);
    }

    @Override
    public ProductSales apply(@Nullable ProductSales row) {
      ProductSales.Builder sold = row == null ? empty() : row.toBuilder();
      if (!name.isEmpty()) {
        sold.setName(name);
      }
      return sold.setUnitsMilli(Math.addExact(sold.getUnitsMilli(), unitsMilli))
          .setRevenue(Math.addExact(sold.getRevenue(), revenue))
          .setRevision(sold.getRevision() + 1)
          .build();
    }

    private ProductSales.Builder empty() {
      return ProductSales.newBuilder()
          .setTenant(receipt.getTenant())
          .setStoreId(receipt.getStoreId())
          .setCurrency(receipt.getCurrency())
          .setProductId(productId)
          .setStart(start);
    }
  }
}
