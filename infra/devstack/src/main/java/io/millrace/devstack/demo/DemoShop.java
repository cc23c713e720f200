package io.millrace.devstack.demo;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A simulated shop of two stores. The same seed gives the same products, receipts and movements in
 * the same order; ids contain the seed, so shops of different seeds do not collide. Not for use by
 * several threads at once.
 */
public final class DemoShop {

  private static final int REFUND_ONE_IN = 15;
  private static final int DISCOUNT_ONE_IN = 8;
  private static final int MOST_LINES = 6;
  private static final int REMEMBERED_SALES = 50;
  private static final int WEIGHT_SCALE = 3;

  private final Random random;
  private final String prefix;
  private final List<Store> stores = DemoCatalog.stores();
  private final List<Product> products = DemoCatalog.products();
  private final Deque<Receipt> recentSales = new ArrayDeque<>();
  private long receipts;
  private long movements;

  public DemoShop(long seed) {
    this.random = new Random(seed);
    this.prefix = "demo-" + Long.toString(seed, Character.MAX_RADIX);
  }

  public List<Store> stores() {
    return stores;
  }

  public List<Product> products() {
    return products;
  }

  /** A sale, or now and then the refund of a line sold before. */
  public Receipt nextReceipt(Instant occurredAt) {
    if (!recentSales.isEmpty() && random.nextInt(REFUND_ONE_IN) == 0) {
      return refund(recentSales.removeFirst(), occurredAt);
    }
    Receipt sale = sale(occurredAt);
    recentSales.addLast(sale);
    if (recentSales.size() > REMEMBERED_SALES) {
      recentSales.removeFirst();
    }
    return sale;
  }

  /** A delivery of one product to one store. */
  public Movement nextDelivery(Instant occurredAt) {
    Product product = any(products);
    return delivery(any(stores), product, 10 + random.nextInt(40), occurredAt);
  }

  /** One delivery of every product to every store, to open with. */
  public List<Movement> openingStock(Instant occurredAt) {
    List<Movement> opening = new ArrayList<>();
    for (Store store : stores) {
      for (Product product : products) {
        opening.add(delivery(store, product, 40 + random.nextInt(60), occurredAt));
      }
    }
    return opening;
  }

  private Receipt sale(Instant occurredAt) {
    Store store = any(stores);
    List<Receipt.Line> lines = new ArrayList<>();
    Set<Product> taken = new HashSet<>();
    int count = 1 + random.nextInt(MOST_LINES);
    for (int i = 0; i < count; i++) {
      Product product = popular();
      if (taken.add(product)) {
        lines.add(line(product));
      }
    }
    return receipt(Receipt.SALE, store, occurredAt, lines);
  }

  private Receipt refund(Receipt sale, Instant occurredAt) {
    Store store =
        stores.stream().filter(one -> one.id().equals(sale.storeId())).findFirst().orElseThrow();
    return receipt(Receipt.REFUND, store, occurredAt, List.of(any(sale.items())));
  }

  private Receipt receipt(String type, Store store, Instant occurredAt, List<Receipt.Line> lines) {
    receipts++;
    long total = lines.stream().mapToLong(Receipt.Line::amount).sum();
    String method = random.nextInt(4) == 0 ? "cash" : "card";
    return new Receipt(
        prefix + "-r" + receipts,
        store.id(),
        store.id() + "-till-" + (1 + random.nextInt(2)),
        type,
        occurredAt,
        store.currency(),
        lines,
        total,
        List.of(new Receipt.Payment(method, total)));
  }

  private Receipt.Line line(Product product) {
    BigDecimal quantity =
        product.weighed()
            ? BigDecimal.valueOf(150 + random.nextInt(1_350), WEIGHT_SCALE)
            : BigDecimal.valueOf(1 + random.nextInt(3));
    long discount = random.nextInt(DISCOUNT_ONE_IN) == 0 ? 10 : 0;
    return new Receipt.Line(product.id(), product.name(), quantity, product.price(), discount);
  }

  private Movement delivery(Store store, Product product, int quantity, Instant occurredAt) {
    movements++;
    return new Movement(
        prefix + "-m" + movements,
        store.id(),
        product.id(),
        BigDecimal.valueOf(quantity),
        "delivery",
        occurredAt);
  }

  /** The first products of the catalogue sell best. */
  private Product popular() {
    int index = Math.min(random.nextInt(products.size()), random.nextInt(products.size()));
    return products.get(index);
  }

  private <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
