package io.millrace.streams.stock;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.StockLevel;
import java.time.Instant;

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

  /**
   * What was counted, and what the level would be at the end of what is retired by facts that were
   * not late: together with the history they tell what the stocktake makes of it.
   */
  @Override
  public StockLevel late(long retiredUpTo) {
    return StockLevel.newBuilder()
        .setTenant(tenant)
        .setStoreId(storeId)
        .setProductId(productId)
        .setQuantityMilli(quantityMilli)
        .setUpdatedAt(occurredAt)
        .setCountedAt(occurredAt)
        .setKnownMilli(ledger.levelAt(key(), retiredUpTo))
        .setKnownBefore(Timestamps.of(Instant.ofEpochMilli(retiredUpTo + 1)))
        .setRevision(1)
        .build();
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
