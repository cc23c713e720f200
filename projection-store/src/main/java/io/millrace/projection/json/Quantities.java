package io.millrace.projection.json;

import java.math.BigDecimal;

/** Quantities are thousandths inside and decimal numbers in JSON: 6, 1.5, never 6.000 or 6E+1. */
public final class Quantities {

  private static final int MILLI = 3;

  private Quantities() {}

  /** The number to write for so many thousandths. */
  public static BigDecimal ofMilli(long milli) {
    BigDecimal number = BigDecimal.valueOf(milli, MILLI).stripTrailingZeros();
    return number.scale() < 0 ? number.setScale(0) : number;
  }
}
