package io.millrace.streams.stock;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.projection.v1.StockLevel;

/** Sets the level to what was counted, and adds what is known to have happened since. */
final class Stocktake extends LevelChange {

  Stocktake(
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
    return BY_TIME.compare(occurredAt, countedAt) >= 0;
  }

  @Override
  void count(StockLevel.Builder level) {
    level
        .setQuantityMilli(Math.addExact(quantityMilli, ledger.sumAfter(key(), occurredAt)))
        .setCountedAt(occurredAt);
  }

  @Override
  void record() {
    ledger.forgetUpTo(key(), occurredAt);
  }
}
