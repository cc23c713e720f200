package io.millrace.loadtest.prove.ledger;

import java.time.Instant;
import java.util.List;

/**
 * What a receipt in the topic says.
 *
 * @param occurredAt time of sale
 * @param refund whether it counts against sales
 * @param total in minor units, positive for a refund too
 * @param lines what was sold
 */
public record Sale(Instant occurredAt, boolean refund, long total, List<Line> lines) {

  public Sale {
    lines = List.copyOf(lines);
  }

  /** One line; quantity in thousandths, amount in minor units. */
  public record Line(String productId, long quantityMilli, long amount) {}

  /** A figure as it counts towards sales. */
  long signed(long figure) {
    return refund ? Math.negateExact(figure) : figure;
  }
}
