package io.millrace.loadtest.receipt;

import io.millrace.loadtest.receipt.GeneratedReceipt.Line;
import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Makes receipts as varied as real ones: few products sell often, some are weighed, some are
 * reduced. The same seed gives the same receipts. Safe for use by many threads.
 */
final class ReceiptGenerator {

  private static final int STORES = 20;
  private static final int TILLS = 6;
  private static final int PRODUCTS = 4_000;
  private static final int LINES = 3;
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

  private final long seed;
  private final Clock clock;
  private final AtomicLong count = new AtomicLong();

  ReceiptGenerator(long seed, Clock clock) {
    this.seed = seed;
    this.clock = clock;
  }

  GeneratedReceipt next() {
    long number = count.incrementAndGet();
    SplittableRandom random = new SplittableRandom(seed + number * 0x9E3779B97F4A7C15L);
    List<Line> lines = IntStream.range(0, LINES).mapToObj(i -> line(random)).toList();
    long sum = lines.stream().mapToLong(Line::amount).sum();
    return new GeneratedReceipt(
        "load-" + Long.toHexString(seed) + "-" + number,
        "store-" + (1 + random.nextInt(STORES)),
        "till-" + (1 + random.nextInt(TILLS)),
        clock.instant(),
        lines,
        random.nextInt(20) == 0 ? sum / 10 : 0);
  }

  private static Line line(SplittableRandom random) {
    int product = (int) (PRODUCTS * Math.pow(random.nextDouble(), 3));
    long price = 29 + (product * 7919L) % 1_966;
    boolean weighed = product % 25 == 0;
    long quantity = weighed ? 50 + random.nextInt(4_000) : 1_000L * (1 + random.nextInt(12));
    long discount = random.nextInt(15) == 0 ? random.nextLong(1 + price * quantity / 10_000) : 0;
    return new Line(
        "p-" + product,
        COLOURS[product % COLOURS.length] + " " + THINGS[product % THINGS.length],
        quantity,
        price,
        discount);
  }
}
