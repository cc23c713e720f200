package io.millrace.streams.stock;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.projection.v1.StockLevel;

/** Adds a signed quantity to the level. */
final class Addition extends LevelChange {

  Addition(
      Ledger ledger,
      String tenant,
      String storeId,
      String productId,
      long quantityMilli,
      Timestamp occurredAt) {
    super(ledger, tenant, storeId, productId, quantityMilli, occurredAt);
  }

  @Override
  boolean counts(Timestamp countedAt) {
    return BY_TIME.compare(occurredAt, countedAt) > 0;
  }

  @Override
  void count(StockLevel.Builder level) {
    level.setQuantityMilli(Math.addExact(level.getQuantityMilli(), quantityMilli));
  }

  @Override
  void record() {
    ledger.add(key(), occurredAt, quantityMilli);
  }
}
