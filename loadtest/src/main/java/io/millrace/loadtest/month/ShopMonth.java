package io.millrace.loadtest.month;

import java.util.List;

/** All that happened in a store. */
record ShopMonth(Shop shop, List<Sold> receipts, List<Moved> movements) {

  ShopMonth {
    receipts = List.copyOf(receipts);
    movements = List.copyOf(movements);
  }

  long lines() {
    return receipts.stream().mapToLong(receipt -> receipt.lines().size()).sum();
  }
}
