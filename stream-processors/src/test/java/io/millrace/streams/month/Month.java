package io.millrace.streams.month;

import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.sales.v1.Payment;
import io.millrace.schemas.sales.v1.PaymentMethod;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A month of receipts of shops in several zones and currencies. London's clocks go forward in it,
 * and those of Lord Howe Island go back, by half an hour.
 */
record Month(List<Receipt> receipts) {

  static final Instant FROM = Instant.parse("2026-03-15T00:00:00Z");
  static final Instant TO = Instant.parse("2026-04-15T00:00:00Z");

  static final List<Shop> SHOPS =
      List.of(
          new Shop("london", ZoneId.of("Europe/London"), List.of("GBP")),
          new Shop("lord/howe", ZoneId.of("Australia/Lord_Howe"), List.of("AUD")),
          new Shop("kathmandu", ZoneId.of("Asia/Kathmandu"), List.of("NPR", "USD")),
          new Shop("utc", ZoneId.of("UTC"), List.of("EUR")));

  record Shop(String id, ZoneId zone, List<String> currencies) {}

  static Month generate(long seed, int receipts) {
    Random random = new Random(seed);
    List<Receipt> made = new ArrayList<>();
    for (int i = 0; i < receipts; i++) {
      made.add(receipt(random, "r-" + i));
    }
    return new Month(made);
  }

  /** The receipts in no order, so most of them days late, and many of them twice. */
  List<Receipt> delivered(Random random) {
    List<Receipt> delivered = new ArrayList<>(receipts);
    receipts.stream().filter(receipt -> random.nextInt(3) == 0).forEach(delivered::add);
    Collections.shuffle(delivered, random);
    return delivered;
  }

  private static Receipt receipt(Random random, String id) {
    Shop shop = SHOPS.get(random.nextInt(SHOPS.size()));
    Receipt.Builder receipt =
        Receipt.newBuilder()
            .setTenant("month")
            .setStoreId(shop.id())
            .setReceiptId(id)
            .setType(
                random.nextInt(8) == 0
                    ? ReceiptType.RECEIPT_TYPE_REFUND
                    : ReceiptType.RECEIPT_TYPE_SALE)
            .setOccurredAt(
                Timestamps.of(
                    FROM.plusSeconds(random.nextLong(TO.getEpochSecond() - FROM.getEpochSecond()))))
            .setCurrency(shop.currencies().get(random.nextInt(shop.currencies().size())))
            .setEmployeeId(random.nextInt(5) == 0 ? "" : "e-" + random.nextInt(4));
    for (int i = random.nextInt(4); i >= 0; i--) {
      long quantity = 1 + random.nextInt(9_000);
      long price = random.nextInt(10_000);
      ReceiptLine line =
          ReceiptLine.newBuilder()
              .setProductId("p-" + random.nextInt(20))
              .setQuantityMilli(quantity)
              .setPrice(price)
              .setAmount((quantity * price + 500) / 1_000)
              .build();
      receipt.addLines(line).setTotal(receipt.getTotal() + line.getAmount());
    }
    long rest = receipt.getTotal();
    for (int i = random.nextInt(3); i > 0; i--) {
      long part = i == 1 ? rest : rest / 3;
      rest -= part;
      receipt.addPayments(
          Payment.newBuilder()
              .setMethod(PaymentMethod.forNumber(1 + random.nextInt(4)))
              .setAmount(part));
    }
    return receipt.build();
  }
}
