package io.millrace.streams.sales;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.streams.projection.Change;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.Grain;
import io.millrace.streams.receipt.ReceiptFact;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

record SalesReader(Grain grain) implements FactReader<Receipt, SalesBucket> {

  @Override
  public String identity(Record<String, Receipt> record) {
    return ReceiptFact.identity(record);
  }

  @Override
  public List<? extends Change<SalesBucket>> changes(Record<String, Receipt> record) {
    ReceiptFact fact = ReceiptFact.of(record);
    Timestamp start = grain.start(fact.occurredAt());
    return List.of(Sold.of(fact, start, grain.until(start)));
  }

  private record Sold(@Override String key, ReceiptFact fact, Timestamp start, @Override long until)
      implements Change<SalesBucket> {

    static Sold of(ReceiptFact fact, Timestamp start, long until) {
      Receipt receipt = fact.receipt();
      return new Sold(
          Keys.of(
              receipt.getTenant(), receipt.getStoreId(), receipt.getCurrency(), Grain.text(start)),
          fact,
          start,
          until);
    }

    @Override
    public SalesBucket apply(@Nullable SalesBucket row) {
      SalesBucket.Builder sold = row == null ? empty() : row.toBuilder();
      if (fact.refund()) {
        sold.setRefunds(sold.getRefunds() + 1);
      } else {
        sold.setReceipts(sold.getReceipts() + 1);
      }
      return sold.setUnitsMilli(Math.addExact(sold.getUnitsMilli(), fact.unitsSold()))
          .setRevenue(Math.addExact(sold.getRevenue(), fact.sold(fact.receipt().getTotal())))
          .setRevision(sold.getRevision() + 1)
          .build();
    }

    private SalesBucket.Builder empty() {
      return SalesBucket.newBuilder()
          .setTenant(fact.receipt().getTenant())
          .setStoreId(fact.receipt().getStoreId())
          .setCurrency(fact.receipt().getCurrency())
          .setStart(start);
    }
  }
}
