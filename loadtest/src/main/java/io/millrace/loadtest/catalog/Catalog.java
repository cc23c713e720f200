package io.millrace.loadtest.catalog;

import java.util.SplittableRandom;

/** Ten thousand products, always the same. */
public final class Catalog {

  public static final int SIZE = 10_000;

  /** Numbers that begin with 2 are for use inside a shop, so none is anybody's. */
  private static final long BARCODE_PREFIX = 290_000_000_000L;

  private static final int WEIGHED_EACH = 25;
  private static final String[] COLOURS = {
    "WHITE", "RED", "IVORY", "PINK", "BLUE", "ANTIQUE SILVER", "RETROSPOT", "VINTAGE"
  };
  private static final String[] THINGS = {
    "HANGING HEART T-LIGHT HOLDER",
    "METAL LANTERN",
    "CREAM CUPID COAT HANGER",
    "HOT WATER BOTTLE",
    "BABUSHKA NESTING BOX",
    "GLASS STAR FROSTED",
    "LUNCH BAG",
    "CAKE CASES",
    "ALARM CLOCK",
    "JAM MAKING SET",
    "PLASTERS IN TIN",
    "WICKER HEART"
  };

  private Catalog() {}

  /** One of them; few sell often. */
  public static Product any(SplittableRandom random, int most) {
    return product((int) (most * Math.pow(random.nextDouble(), 3)));
  }

  static Product product(int number) {
    return new Product(
        "p-" + number,
        COLOURS[number % COLOURS.length] + " " + THINGS[number % THINGS.length],
        barcode(number),
        29 + (number * 7919L) % 1_966,
        number % WEIGHED_EACH == 0);
  }

  private static String barcode(int number) {
    String digits = Long.toString(BARCODE_PREFIX + number);
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return digits + (10 - sum % 10) % 10;
  }
}
