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
 * @param payments how it was paid; empty where it does not say
 * @param employeeId empty where it names nobody
 * @param shiftId empty where it names none
 * @param refundOf the sale that a refund takes back; empty where it names none
 */
public record Sale(
    Instant occurredAt,
    boolean refund,
    long total,
    List<Line> lines,
    List<Payment> payments,
    String employeeId,
    String shiftId,
    String refundOf) {

  public Sale {
    lines = List.copyOf(lines);
    payments = List.copyOf(payments);
  }

  /** A part of what was paid, in minor units; the method as the API names it. */
  public record Payment(String method, long amount) {}

  /** One line; quantity in thousandths, amount in minor units. */
  public record Line(String productId, long quantityMilli, long amount) {}

  /** A figure as it counts towards sales. */
  long signed(long figure) {
    return refund ? Math.negateExact(figure) : figure;
  }
}
