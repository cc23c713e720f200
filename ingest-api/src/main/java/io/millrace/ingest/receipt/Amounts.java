package io.millrace.ingest.receipt;

import io.millrace.schemas.sales.v1.ReceiptLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a receipt's lines come to, in minor units. Null where a number does not fit. */
final class Amounts {

  /** The largest total that is exact in a JavaScript number, with room to sum a few. */
  static final long MOST_TOTAL = 1_000_000_000_000_000L;

  private Amounts() {}

  /** Half up of quantity x price, less the line's discount. */
  static @Nullable Long line(long quantityMilli, long price, long discount) {
    try {
      long thousandths = Math.multiplyExact(quantityMilli, price);
      return Math.addExact(thousandths, 500) / 1_000 - discount;
    } catch (ArithmeticException e) {
      return null;
    }
  }

  static @Nullable Long total(List<ReceiptLine> lines, long discount) {
    try {
      long sum = 0;
      for (ReceiptLine line : lines) {
        sum = Math.addExact(sum, line.getAmount());
      }
      return Math.subtractExact(sum, discount);
    } catch (ArithmeticException e) {
      return null;
    }
  }
}
