package io.millrace.loadtest.receipt;

import io.millrace.loadtest.catalog.Catalog;
import io.millrace.loadtest.catalog.Product;
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
public final class ReceiptGenerator {

  private static final int FEW_STORES = 20;
  private static final int TILLS = 6;
  private static final int PRODUCTS = 4_000;
  private static final int LINES = 3;
  private final long seed;
  private final int stores;
  private final Clock clock;
  private final AtomicLong count = new AtomicLong();

  /** For twenty stores. */
  public ReceiptGenerator(long seed, Clock clock) {
    this(seed, FEW_STORES, clock);
  }

  /** For stores {@code store-1} to that number. */
  public ReceiptGenerator(long seed, int stores, Clock clock) {
    this.seed = seed;
    this.stores = stores;
    this.clock = clock;
  }

  public GeneratedReceipt next() {
    long number = count.incrementAndGet();
    SplittableRandom random = new SplittableRandom(seed + number * 0x9E3779B97F4A7C15L);
    List<Line> lines = IntStream.range(0, LINES).mapToObj(i -> line(random)).toList();
    long sum = lines.stream().mapToLong(Line::amount).sum();
    return new GeneratedReceipt(
        "load-" + Long.toHexString(seed) + "-" + number,
        "store-" + (1 + random.nextInt(stores)),
        "till-" + (1 + random.nextInt(TILLS)),
        clock.instant(),
        lines,
        random.nextInt(20) == 0 ? sum / 10 : 0);
  }

  private static Line line(SplittableRandom random) {
    Product product = Catalog.any(random, PRODUCTS);
    long quantity =
        product.weighed() ? 50 + random.nextInt(4_000) : 1_000L * (1 + random.nextInt(12));
    long discount =
        random.nextInt(15) == 0 ? random.nextLong(1 + product.price() * quantity / 10_000) : 0;
    return new Line(product.productId(), product.name(), quantity, product.price(), discount);
  }
}
