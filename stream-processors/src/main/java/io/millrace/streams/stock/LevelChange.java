package io.millrace.streams.stock;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.streams.projection.Change;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A change of one product's level in one store. */
abstract sealed class LevelChange implements Change<StockLevel> permits Addition, Stocktake {

  static final Comparator<Timestamp> BY_TIME =
      Comparator.comparingLong(Timestamp::getSeconds).thenComparingInt(Timestamp::getNanos);

  final Ledger ledger;
  final String tenant;
  final String storeId;
  final String productId;
  final long quantityMilli;
  final Timestamp occurredAt;

  private final String key;
  private boolean counts;

  LevelChange(
      Ledger ledger,
      String tenant,
      String storeId,
      String productId,
      long quantityMilli,
      Timestamp occurredAt) {
    this.ledger = ledger;
    this.tenant = tenant;
    this.storeId = storeId;
    this.productId = productId;
    this.quantityMilli = quantityMilli;
    this.occurredAt = occurredAt;
    this.key = Keys.of(tenant, storeId, productId);
  }

  @Override
  public final String key() {
    return key;
  }

  @Override
  public final long deadline() {
    return Ledger.millis(occurredAt);
  }

  @Override
  public final StockLevel apply(@Nullable StockLevel row) {
    counts = row == null || !row.hasCountedAt() || counts(row.getCountedAt());
    if (row != null && !counts) {
      return row;
    }
    StockLevel.Builder level =
        row == null
            ? StockLevel.newBuilder()
                .setTenant(tenant)
                .setStoreId(storeId)
                .setProductId(productId)
                .setUpdatedAt(occurredAt)
            : row.toBuilder();
    count(level);
    if (BY_TIME.compare(level.getUpdatedAt(), occurredAt) < 0) {
      level.setUpdatedAt(occurredAt);
    }
    return level.setRevision(level.getRevision() + 1).build();
  }

  @Override
  public final void settle() {
    if (counts) {
      record();
    }
  }

  /** Whether the fact counts, given the time of the newest stocktake. */
  abstract boolean counts(Timestamp countedAt);

  abstract void count(StockLevel.Builder level);

  abstract void record();
}
