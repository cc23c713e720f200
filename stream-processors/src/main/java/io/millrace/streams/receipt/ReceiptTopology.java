package io.millrace.streams.receipt;

import io.millrace.streams.projection.SharedTopology;

/** A projection of receipts, alone or with what else happens in a store. */
public interface ReceiptTopology extends SharedTopology {

  @Override
  default String sharedId() {
    return PREFIX + "receipts";
  }
}
