package io.millrace.loadtest.receipt;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A receipt as a till sends it; paid by card.
 *
 * @param discount off the sum of the lines
 */
public record GeneratedReceipt(
    String receiptId,
    String storeId,
    String terminalId,
    Instant occurredAt,
    List<Line> lines,
    long discount) {

  /** One line; {@code quantity} in thousandths. */
  public record Line(String productId, String name, long quantity, long price, long discount) {

    long amount() {
      return BigDecimal.valueOf(quantity, 3)
              .multiply(BigDecimal.valueOf(price))
              .setScale(0, RoundingMode.HALF_UP)
              .longValueExact()
          - discount;
    }

    private String json() {
      return String.format(
          Locale.ROOT,
          "{\"productId\":\"%s\",\"name\":\"%s\",\"quantity\":%s,\"price\":%d,\"discount\":%d}",
          productId,
          name,
          BigDecimal.valueOf(quantity, 3).stripTrailingZeros().toPlainString(),
          price,
          discount);
    }
  }

  /** The same at another time. */
  public GeneratedReceipt at(Instant time) {
    return new GeneratedReceipt(receiptId, storeId, terminalId, time, lines, discount);
  }

  /** In the currency's minor unit. */
  public long total() {
    return lines.stream().mapToLong(Line::amount).sum() - discount;
  }

  /** As the write API takes it. */
  public String json() {
    return String.format(
        Locale.ROOT,
        "{\"receiptId\":\"%s\",\"storeId\":\"%s\",\"terminalId\":\"%s\",\"type\":\"sale\","
            + "\"occurredAt\":\"%s\",\"currency\":\"GBP\",\"items\":[%s],\"discount\":%d,"
            + "\"total\":%d,\"payments\":[{\"method\":\"card\",\"amount\":%d}]}",
        receiptId,
        storeId,
        terminalId,
        occurredAt,
        lines.stream().map(Line::json).collect(Collectors.joining(",")),
        discount,
        total(),
        total());
  }
}
