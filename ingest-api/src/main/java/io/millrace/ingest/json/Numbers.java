package io.millrace.ingest.json;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Exact numbers: quantities in thousandths, money in minor units. */
final class Numbers {

  /** Ten thousand million in a currency with cents, and still exact in a JavaScript number. */
  static final long MOST_MONEY = 1_000_000_000_000L;

  static final long MOST_THOUSANDTHS = 1_000_000_000_000L;

  private Numbers() {}

  /** The number times a power of ten; null where it would have to be rounded or does not fit. */
  static @Nullable Long scaled(BigDecimal number, int decimals) {
    try {
      return number.scaleByPowerOfTen(decimals).longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  static String range(long least, long most, int decimals) {
    return text(least, decimals) + " to " + text(most, decimals);
  }

  private static String text(long scaled, int decimals) {
    return BigDecimal.valueOf(scaled, decimals).stripTrailingZeros().toPlainString();
  }
}
