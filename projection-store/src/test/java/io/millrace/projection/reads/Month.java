package io.millrace.projection.reads;

import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.sales.v1.Payment;
import io.millrace.schemas.sales.v1.PaymentMethod;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A month of receipts of shops in several zones and currencies. London's clocks go forward in it,
 * and those of Lord Howe Island go back, by half an hour.
 */
final class Month {

  static final Instant FROM = Instant.parse("2026-03-15T00:00:00Z");
  static final Instant TO = Instant.parse("2026-04-15T00:00:00Z");

  static final List<Shop> SHOPS =
      List.of(
          new Shop("london", "Europe/London", "GBP"),
          new Shop("lord/howe", "Australia/Lord_Howe", "AUD"),
          new Shop("kathmandu", "Asia/Kathmandu", "NPR"),
          new Shop("utc", "UTC", "EUR"));

  /** A shop that now and then takes dollars. */
  record Shop(String id, String zone, String currency) {}

  private Month() {}

  static List<Receipt> generate(Random random, String tenant, int receipts) {
    List<Receipt> made = new ArrayList<>();
    for (int i = 0; i < receipts; i++) {
      made.add(receipt(random, tenant, "r-" + i));
    }
    return made;
  }

  private static Receipt receipt(Random random, String tenant, String id) {
    Shop shop = SHOPS.get(random.nextInt(SHOPS.size()));
    boolean refund = random.nextInt(8) == 0;
    long seconds = random.nextLong(TO.getEpochSecond() - FROM.getEpochSecond());
    Receipt.Builder receipt =
        Receipt.newBuilder()
            .setTenant(tenant)
            .setStoreId(shop.id())
            .setReceiptId(id)
            .setType(refund ? ReceiptType.RECEIPT_TYPE_REFUND : ReceiptType.RECEIPT_TYPE_SALE)
            .setOccurredAt(Timestamps.of(FROM.plusSeconds(seconds)))
            .setCurrency(List.of("", shop.currency(), "USD").get(random.nextInt(3)))
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
    if (random.nextInt(4) > 0) {
      receipt.addPayments(
          Payment.newBuilder()
              .setMethod(PaymentMethod.forNumber(1 + random.nextInt(4)))
              .setAmount(receipt.getTotal()));
    }
    return receipt.build();
  }
}
