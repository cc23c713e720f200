package io.millrace.devstack.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;

/** A sale or a refund, as the body of {@code POST /api/receipts}; amounts are positive in both. */
public record Receipt(
    String receiptId,
    String storeId,
    String terminalId,
    String type,
    Instant occurredAt,
    String currency,
    List<Line> items,
    long total,
    List<Payment> payments) {

  static final String SALE = "sale";
  static final String REFUND = "refund";

  public Receipt {
    items = List.copyOf(items);
    payments = List.copyOf(payments);
  }

  public boolean refund() {
    return type.equals(REFUND);
  }

  /** One product on a receipt. */
  public record Line(
      String productId, String name, BigDecimal quantity, long price, long discount) {

    /** What the line adds to the total. */
    public long amount() {
      return quantity
              .multiply(BigDecimal.valueOf(price))
              .setScale(0, RoundingMode.HALF_UP)
              .longValueExact()
          - discount;
    }
  }

  /** How a part of the total was paid. */
  public record Payment(String method, long amount) {}
}
