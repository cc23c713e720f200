package io.millrace.streams.shift;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.streams.projection.Change;
import org.jspecify.annotations.Nullable;

/** What a receipt without a shift changes: nothing, but its store's row says it is covered. */
record NoShift(@Override String key, String tenant, String storeId) implements Change<ShiftState> {

  static NoShift of(Receipt receipt) {
    return new NoShift(
        Keys.of(receipt.getTenant(), receipt.getStoreId(), ""),
        receipt.getTenant(),
        receipt.getStoreId());
  }

  @Override
  public ShiftState apply(@Nullable ShiftState row) {
    return row != null
        ? row
        : ShiftState.newBuilder().setTenant(tenant).setStoreId(storeId).setRevision(1).build();
  }
}
