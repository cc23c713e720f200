package io.millrace.projection.receipt;

import io.millrace.projection.json.Quantities;
import io.millrace.projection.sink.Table;
import io.millrace.schemas.sales.v1.PaymentMethod;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The parts of a receipt as the API answers with them, so that a read passes them on as stored. */
final class ReceiptJson {

  private ReceiptJson() {}

  record Line(
      String productId,
      @Nullable String name,
      @Nullable String barcode,
      BigDecimal quantity,
      long price,
      long discount,
      long tax,
      long amount) {

    static Line of(ReceiptLine line) {
      return new Line(
          line.getProductId(),
          Table.orNull(line.getName()),
          Table.orNull(line.getBarcode()),
          Quantities.ofMilli(line.getQuantityMilli()),
          line.getPrice(),
          line.getDiscount(),
          line.getTax(),
          line.getAmount());
    }
  }

  record Payment(String method, long amount) {

    static Payment of(io.millrace.schemas.sales.v1.Payment payment) {
      return new Payment(methodName(payment.getMethod()), payment.getAmount());
    }
  }

  static String type(ReceiptType type) {
    return switch (type) {
      case RECEIPT_TYPE_SALE -> "sale";
      case RECEIPT_TYPE_REFUND -> "refund";
      case RECEIPT_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("type: " + type + " (expected: sale or refund)");
    };
  }

  private static String methodName(PaymentMethod method) {
    return switch (method) {
      case PAYMENT_METHOD_CASH -> "cash";
      case PAYMENT_METHOD_CARD -> "card";
      case PAYMENT_METHOD_TRANSFER -> "transfer";
      case PAYMENT_METHOD_MIXED -> "mixed";
      case PAYMENT_METHOD_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "payment method: " + method + " (expected: cash, card, transfer or mixed)");
    };
  }
}
