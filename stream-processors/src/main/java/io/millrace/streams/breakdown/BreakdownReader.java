package io.millrace.streams.breakdown;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.SalesBreakdown;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.streams.projection.Change;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.Grain;
import io.millrace.streams.receipt.ReceiptFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A receipt changes one row for each method it was paid by, and one for its employee. Where it
 * names none, that row is {@code unknown} or has no employee, so that the rows of a dimension hold
 * every receipt.
 */
final class BreakdownReader implements FactReader<Receipt, SalesBreakdown> {

  private static final String PAYMENT = "payment";
  private static final String EMPLOYEE = "employee";

  @Override
  public String identity(Record<String, Receipt> record) {
    return ReceiptFact.identity(record);
  }

  @Override
  public List<? extends Change<SalesBreakdown>> changes(Record<String, Receipt> record) {
    Bucket bucket = Bucket.of(ReceiptFact.of(record));
    ReceiptFact fact = bucket.fact;
    Map<String, Long> paid = fact.paidByMethod();
    List<Sold> changes = new ArrayList<>(paid.size() + 1);
    paid.forEach((method, amount) -> changes.add(bucket.sold(PAYMENT, method, amount)));
    Receipt receipt = fact.receipt();
    changes.add(bucket.sold(EMPLOYEE, receipt.getEmployeeId(), fact.sold(receipt.getTotal())));
    return changes;
  }

  /** What the changes of one receipt share, the first and the last part of their keys included. */
  private record Bucket(ReceiptFact fact, Timestamp start, String store, String at) {

    static Bucket of(ReceiptFact fact) {
      Receipt receipt = fact.receipt();
      Timestamp start = Grain.QUARTER_HOUR.start(fact.occurredAt());
      return new Bucket(
          fact,
          start,
          Keys.of(receipt.getTenant(), receipt.getStoreId(), receipt.getCurrency()),
          Grain.text(start));
    }

    Sold sold(String dimension, String value, long amount) {
      String key = store + '/' + Keys.of(dimension, value) + '/' + at;
      return new Sold(key, this, dimension, value, amount);
    }
  }

  private record Sold(
      @Override String key, Bucket bucket, String dimension, String value, long amount)
      implements Change<SalesBreakdown> {

    @Override
    public long until() {
      return Grain.QUARTER_HOUR.until(bucket.start);
    }

    @Override
    public SalesBreakdown apply(@Nullable SalesBreakdown row) {
      ReceiptFact fact = bucket.fact;
      SalesBreakdown.Builder sold = row == null ? empty() : row.toBuilder();
      if (fact.refund()) {
        sold.setRefunds(sold.getRefunds() + 1);
      } else {
        sold.setReceipts(sold.getReceipts() + 1);
      }
      return sold.setAmount(Math.addExact(sold.getAmount(), amount))
          .setRevenue(Math.addExact(sold.getRevenue(), fact.sold(fact.receipt().getTotal())))
          .setRevision(sold.getRevision() + 1)
          .build();
    }

    private SalesBreakdown.Builder empty() {
      Receipt receipt = bucket.fact.receipt();
      return SalesBreakdown.newBuilder()
          .setTenant(receipt.getTenant())
          .setStoreId(receipt.getStoreId())
          .setCurrency(receipt.getCurrency())
          .setDimension(dimension)
          .setValue(value)
          .setStart(bucket.start);
    }
  }
}
