package io.millrace.loadtest.month;

import java.time.Instant;

/**
 * A delivery, a write-off or a stocktake.
 *
 * @param milli thousandths; for a stocktake what was counted
 */
record Moved(String id, Shop shop, Instant at, String productId, boolean stocktake, long milli) {

  /** As the write API takes it. */
  String json() {
    String reason = stocktake ? "stocktake" : milli < 0 ? "writeoff" : "delivery";
    return ("{\"movementId\":\"%s\",\"storeId\":\"%s\",\"productId\":\"%s\",\"quantity\":%s,"
            + "\"reason\":\"%s\",\"occurredAt\":\"%s\"}")
        .formatted(id, shop.id(), productId, Sold.quantity(milli), reason, at);
  }
}
