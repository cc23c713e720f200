package io.millrace.loadtest.month;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Makes a month in which clocks change, the same for the same seed: few products sell often, one
 * receipt in ten is a refund, some are of the night.
 */
final class MonthGenerator {

  static final LocalDate FROM = LocalDate.parse("2026-03-16");
  static final int DAYS = 30;

  private static final int PRODUCTS = 300;
  private static final int EMPLOYEES = 6;
  private static final int MOST_LINES = 5;
  private static final int RECEIPTS_A_MOVEMENT = 8;
  private static final long NANOS_APART = 1_000;
  private static final List<String> METHODS = List.of("cash", "card", "transfer", "mixed");

  private final long seed;
  private final int receiptsEach;

  MonthGenerator(long seed, int receiptsEach) {
    this.seed = seed;
    this.receiptsEach = receiptsEach;
  }

  List<ShopMonth> generate(int shops) {
    return IntStream.rangeClosed(1, shops)
        .mapToObj(number -> month(Shop.of(number), number))
        .toList();
  }

  private ShopMonth month(Shop shop, int number) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    List<Sold> receipts = new ArrayList<>();
    List<Moved> movements = new ArrayList<>();
    String lastSale = "";
    for (int i = 0; i < receiptsEach; i++) {
      boolean refund = random.nextInt(10) == 0;
      Sold sold = receipt(shop, i, refund, refund ? lastSale : "", random);
      receipts.add(sold);
      lastSale = refund ? lastSale : sold.id();
      if (i % RECEIPTS_A_MOVEMENT == 0) {
        movements.add(movement(shop, i, random));
      }
    }
    return new ShopMonth(shop, receipts, movements);
  }

  private static Sold receipt(
      Shop shop, int index, boolean refund, String refundOf, SplittableRandom random) {
    List<Sold.Line> lines = new ArrayList<>();
    for (int i = random.nextInt(MOST_LINES); i >= 0; i--) {
      lines.add(line(random));
    }
    long sum = lines.stream().mapToLong(Sold.Line::amount).sum();
    long discount = random.nextInt(20) == 0 ? sum / 20 : 0;
    boolean own = random.nextInt(3) == 0;
    return new Sold(
        shop.id() + "-r" + index,
        shop,
        at(shop, 2L * index, random),
        refund,
        refundOf,
        own ? "" : shop.currencies().get(random.nextInt(shop.currencies().size())),
        lines,
        discount,
        payments(sum - discount, random),
        random.nextInt(6) == 0 ? "" : "e-" + random.nextInt(EMPLOYEES));
  }

  private static Sold.Line line(SplittableRandom random) {
    int product = product(random);
    boolean weighed = product % 7 == 0;
    long milli = weighed ? 1 + random.nextInt(2_500) : 1_000L * (1 + random.nextInt(6));
    long price = 49 + 61L * product;
    long gross = (milli * price + 500) / 1_000;
    return new Sold.Line("p-" + product, milli, price, random.nextInt(10) == 0 ? gross / 10 : 0);
  }

  private static List<Sold.Payment> payments(long total, SplittableRandom random) {
    List<Sold.Payment> payments = new ArrayList<>();
    long rest = total;
    for (int i = random.nextInt(3); i > 0; i--) {
      long part = i == 1 ? rest : rest / 3;
      rest -= part;
      payments.add(new Sold.Payment(METHODS.get(random.nextInt(METHODS.size())), part));
    }
    return payments;
  }

  private static Moved movement(Shop shop, int index, SplittableRandom random) {
    int kind = random.nextInt(10);
    long units =
        kind == 0
            ? -1 - random.nextInt(3)
            : kind == 1 ? random.nextInt(30) : 1 + random.nextInt(60);
    return new Moved(
        shop.id() + "-m" + index,
        shop,
        at(shop, 2L * index + 1, random),
        "p-" + product(random),
        kind == 1,
        1_000 * units);
  }

  private static int product(SplittableRandom random) {
    return (int) (PRODUCTS * Math.pow(random.nextDouble(), 3));
  }

  /** By the clock of the store, mostly by day. No two times of a store are the same. */
  private static Instant at(Shop shop, long unique, SplittableRandom random) {
    LocalDate day = FROM.plusDays(random.nextInt(DAYS));
    int hour = random.nextInt(5) == 0 ? random.nextInt(24) : 8 + random.nextInt(12);
    LocalTime time = LocalTime.of(hour, random.nextInt(60), random.nextInt(60));
    return day.atTime(time).atZone(shop.zone()).toInstant().plusNanos(NANOS_APART * unique);
  }
}
