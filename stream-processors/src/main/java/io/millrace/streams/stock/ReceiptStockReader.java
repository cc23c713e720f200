package io.millrace.streams.stock;

import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.Place;
import io.millrace.streams.receipt.ReceiptFact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;

/** What is sold leaves the store, what is refunded comes back. */
final class ReceiptStockReader implements FactReader<Receipt, StockLevel> {

  @SuppressWarnings("NullAway.Init") // Kafka calls init first
  private Ledger ledger;

  @Override
  public void init(ProcessingContext context, Place place) {
    ledger = new Ledger(context, place);
  }

  @Override
  public String identity(Record<String, Receipt> record) {
    return ReceiptFact.identity(record);
  }

  @Override
  public List<LevelChange> changes(Record<String, Receipt> record) {
    ReceiptFact fact = ReceiptFact.of(record);
    Receipt receipt = fact.receipt();
    Map<String, Long> added = new LinkedHashMap<>();
    for (ReceiptLine line : receipt.getLinesList()) {
      added.merge(line.getProductId(), -fact.sold(line.getQuantityMilli()), Math::addExact);
    }
    return added.entrySet().stream()
        .<LevelChange>map(
            product ->
                new Addition(
                    ledger,
                    receipt.getTenant(),
                    receipt.getStoreId(),
                    product.getKey(),
                    product.getValue(),
                    fact.occurredAt()))
        .toList();
  }
}
