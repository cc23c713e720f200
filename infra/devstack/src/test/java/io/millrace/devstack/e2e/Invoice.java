package io.millrace.devstack.e2e;

import java.time.Instant;
import java.util.List;

/**
 * A receipt or refund as the test knows it, before it is JSON.
 *
 * @param quantity of a line is whole units, price in minor units; both positive for refunds too
 */
record Invoice(String id, boolean refund, Instant occurredAt, List<Line> lines) {

  record Line(String productId, String name, long quantity, long price) {

    long amount() {
      return quantity * price;
    }
  }

  long total() {
    return lines.stream().mapToLong(Line::amount).sum();
  }

  long units() {
    return lines.stream().mapToLong(Line::quantity).sum();
  }

  /** How it was paid: the real ones do not say. */
  String method() {
    return List.of("cash", "card", "transfer").get(Math.floorMod(id.hashCode(), 3));
  }

  /** Who rang it up. */
  String employeeId() {
    return "e-" + Math.floorMod(id.hashCode(), 7);
  }

  /** 1 for a sale, -1 for a refund: how its figures count. */
  int sign() {
    return refund ? -1 : 1;
  }
}
