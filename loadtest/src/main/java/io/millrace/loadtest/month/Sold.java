package io.millrace.loadtest.month;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A receipt as a till sends it. Amounts are positive, for a refund too.
 *
 * @param currency as sent; empty for the store's own
 * @param employeeId empty for nobody
 * @param refundOf the sale a refund takes back; empty for none
 */
record Sold(
    String id,
    Shop shop,
    Instant at,
    boolean refund,
    String refundOf,
    String currency,
    List<Line> lines,
    long discount,
    List<Payment> payments,
    String employeeId) {

  /** Quantity in thousandths. */
  record Line(String productId, long milli, long price, long discount) {

    /** Half up of quantity x price, less the discount. */
    long amount() {
      return (milli * price + 500) / 1_000 - discount;
    }

    private String json() {
      return "{\"productId\":\"%s\",\"quantity\":%s,\"price\":%d,\"discount\":%d}"
          .formatted(productId, quantity(milli), price, discount);
    }
  }

  record Payment(String method, long amount) {

    private String json() {
      return "{\"method\":\"%s\",\"amount\":%d}".formatted(method, amount);
    }
  }

  long total() {
    return lines.stream().mapToLong(Line::amount).sum() - discount;
  }

  /** As the write API takes it. */
  String json() {
    return "{\"receiptId\":\"%s\",\"storeId\":\"%s\",\"occurredAt\":\"%s\",\"type\":\"%s\"%s%s%s"
            .formatted(
                id,
                shop.id(),
                at,
                refund ? "refund" : "sale",
                optional("refundOf", refundOf),
                optional("currency", currency),
                optional("employeeId", employeeId))
        + ",\"items\":[%s],\"discount\":%d,\"total\":%d,\"payments\":[%s]}"
            .formatted(
                lines.stream().map(Line::json).collect(Collectors.joining(",")),
                discount,
                total(),
                payments.stream().map(Payment::json).collect(Collectors.joining(",")));
  }

  static String quantity(long milli) {
    return BigDecimal.valueOf(milli, 3).toPlainString();
  }

  private static String optional(String name, String value) {
    return value.isEmpty() ? "" : ",\"%s\":\"%s\"".formatted(name, value);
  }
}
