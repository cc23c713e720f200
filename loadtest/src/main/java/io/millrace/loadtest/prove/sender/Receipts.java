package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Sent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;

/** Receipts of one to four lines, some by weight, some with a discount, some refunds. */
final class Receipts implements RequestMaker {

  static final int HOURS = 48;

  private static final int PRODUCTS = 20;
  private static final int MOST_LINES = 4;
  private static final double REFUNDS = 0.05;
  private static final double DISCOUNTS = 0.2;

  private final Ingest ingest;
  private final Instant from;

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
        "currency":"EUR","items":[%s],"total":%d}"""
            .formatted(
                id,
                key,
                sequence,
                refund ? "refund" : "sale",
                from.plusSeconds(random.nextInt(HOURS * 3_600)),
                items,
                total);
    return new Request(
        new Sent(Kind.RECEIPT, key, id, sequence, refund ? -total : total),
        ingest
            .postWithKey("/api/receipts", body.getBytes(StandardCharsets.UTF_8))
            .header("Idempotency-Key", id)
            .build());
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
            {"productId":"product-%d","name":"Product %d","quantity":%s,"price":%d,"discount":%d}"""
                .formatted(
                    product,
                    product,
                    BigDecimal.valueOf(milli, 3).toPlainString(),
                    price,
                    discount));
    return gross - discount;
  }
}
