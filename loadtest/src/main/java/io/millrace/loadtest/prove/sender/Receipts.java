package io.millrace.loadtest.prove.sender;

import static java.time.temporal.ChronoUnit.MICROS;

import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Sent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Receipts of one to four lines, some by weight, some with a discount, some refunds of an earlier
 * one; most name who sold it, how it was paid and the shift. No two of a store are of the same
 * instant.
 */
final class Receipts implements RequestMaker {

  static final int HOURS = 48;

  /** Products are {@code product-0} and so on. */
  static final int PRODUCTS = 20;

  /** Of the shifts in which a store's receipts are sold, one begins for so many of them. */
  private static final int RECEIPTS_A_SHIFT = 40;

  private static final int MOST_LINES = 4;
  private static final double REFUNDS = 0.05;
  private static final double DISCOUNTS = 0.2;
  private static final double NAMELESS = 0.15;
  private static final int EMPLOYEES = 5;
  private static final List<String> METHODS = List.of("cash", "card", "transfer");

  private final Ingest ingest;
  private final Instant from;
  private final Map<String, String> lastSales = new ConcurrentHashMap<>();

  /**
   * Makes receipts.
   *
   * @param from the earliest time of sale; the latest is {@link #HOURS} later
   */
  Receipts(Ingest ingest, Instant from) {
    this.ingest = ingest;
    this.from = from;
  }

  @Override
  public Request make(String key, long sequence, Random random) {
    String id = key + "-r" + sequence;
    boolean refund = random.nextDouble() < REFUNDS;
    StringBuilder items = new StringBuilder();
    long total = 0;
    for (int line = 1 + random.nextInt(MOST_LINES); line > 0; line--) {
      total += appendLine(items, random);
    }
    String body =
        """
        {"receiptId":"%s","storeId":"%s","receiptNumber":"%d","type":"%s","occurredAt":"%s",\
        "currency":"EUR","items":[%s],"total":%d%s%s}\
        """
            .formatted(
                id,
                key,
                sequence,
                refund ? "refund" : "sale",
                from.plusSeconds(random.nextInt(HOURS * 3_600)).plus(2 * sequence, MICROS),
                items,
                total,
                names(key, sequence, random) + payments(total, random),
                refundOf(key, id, refund));
    return new Request(
        new Sent(Kind.RECEIPT, key, id, sequence, refund ? -total : total),
        ingest
            .postWithKey("/api/receipts", body.getBytes(StandardCharsets.UTF_8))
            .header("Idempotency-Key", id)
            .build());
  }

  /** A refund takes back the last sale of its store. */
  private String refundOf(String store, String id, boolean refund) {
    if (!refund) {
      lastSales.put(store, id);
      return "";
    }
    String sale = lastSales.get(store);
    return sale == null ? "" : ",\"refundOf\":\"" + sale + "\"";
  }

  private static String names(String store, long sequence, Random random) {
    String names = "";
    if (random.nextDouble() > NAMELESS) {
      names += ",\"employeeId\":\"employee-" + random.nextInt(EMPLOYEES) + "\"";
    }
    if (random.nextDouble() > NAMELESS) {
      names += ",\"shiftId\":\"" + Shifts.id(store, 1 + sequence / RECEIPTS_A_SHIFT) + "\"";
    }
    return names;
  }

  /** Paid by nothing that is told, by one method, or by two. */
  private static String payments(long total, Random random) {
    if (random.nextDouble() < NAMELESS) {
      return "";
    }
    long first = random.nextDouble() < NAMELESS ? total / 3 : total;
    String payments = payment(METHODS.get(random.nextInt(METHODS.size())), first);
    if (first < total) {
      payments += "," + payment(METHODS.get(random.nextInt(METHODS.size())), total - first);
    }
    return ",\"payments\":[" + payments + "]";
  }

  private static String payment(String method, long amount) {
    return "{\"method\":\"%s\",\"amount\":%d}".formatted(method, amount);
  }

  /** The amount of the line: half up of quantity x price, less the discount. */
  private static long appendLine(StringBuilder items, Random random) {
    int product = random.nextInt(PRODUCTS);
    boolean byWeight = product % 4 == 0;
    long milli = byWeight ? 1 + random.nextInt(2_500) : 1_000L * (1 + random.nextInt(5));
    long price = 99 + 137L * product;
    long gross = (milli * price + 500) / 1_000;
    long discount = random.nextDouble() < DISCOUNTS ? gross / 10 : 0;
    items
        .append(items.isEmpty() ? "" : ",")
        .append(
            """
            {"productId":"%s","quantity":%s,"price":%d,"discount":%d}\
            """
                .formatted(
                    product(product),
                    BigDecimal.valueOf(milli, 3).toPlainString(),
                    price,
                    discount));
    return gross - discount;
  }

  static String product(int number) {
    return "product-" + number;
  }
}
