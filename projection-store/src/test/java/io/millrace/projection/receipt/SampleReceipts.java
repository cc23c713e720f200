package io.millrace.projection.receipt;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.sales.v1.Payment;
import io.millrace.schemas.sales.v1.PaymentMethod;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import java.util.Random;

/** Sales of three lines, all different; the same number gives the same sale. */
final class SampleReceipts {

  private static final long NOON = 1_795_176_000;

  private SampleReceipts() {}

  static Receipt of(int number) {
    Random random = new Random(number);
    Receipt.Builder receipt =
        Receipt.newBuilder()
            .setTenant("demo")
            .setReceiptId("r-" + Long.toHexString(random.nextLong()))
            .setStoreId("store-" + random.nextInt(1_000))
            .setTerminalId("till-" + random.nextInt(6))
            .setType(ReceiptType.RECEIPT_TYPE_SALE)
            .setOccurredAt(Timestamp.newBuilder().setSeconds(NOON + random.nextInt(86_400)))
            .setCurrency("GBP");
    for (int i = 0; i < 3; i++) {
      ReceiptLine line = line(random);
      receipt.addLines(line).setTotal(receipt.getTotal() + line.getAmount());
    }
    return receipt
        .addPayments(
            Payment.newBuilder()
                .setMethod(PaymentMethod.PAYMENT_METHOD_CARD)
                .setAmount(receipt.getTotal()))
        .build();
  }

  private static ReceiptLine line(Random random) {
    int product = random.nextInt(4_000);
    long price = 29 + random.nextInt(2_000);
    int units = 1 + random.nextInt(12);
    return ReceiptLine.newBuilder()
        .setProductId("p-" + product)
        .setName("HANGING HEART T-LIGHT HOLDER " + product)
        .setBarcode("50" + (10_000_000_000L + product))
        .setQuantityMilli(units * 1_000L)
        .setPrice(price)
        .setAmount(units * price)
        .build();
  }
}
