package io.millrace.streams.receipt;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.sales.v1.Payment;
import io.millrace.schemas.sales.v1.PaymentMethod;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.streams.projection.Checks;
import io.millrace.streams.projection.Identity;
import io.millrace.streams.projection.InvalidFact;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A receipt that may be counted: keyed by its store, with its ids, a type, a time and lines.
 *
 * @param receipt the receipt as recorded; its figures are positive for a refund too
 */
public record ReceiptFact(Receipt receipt) {

  private static final String UNKNOWN = "unknown";

  /**
   * Checks a record.
   *
   * @throws InvalidFact if it is no receipt that could be counted
   */
  public static ReceiptFact of(Record<String, Receipt> record) {
    Receipt receipt = record.value();
    Checks.present("tenant", receipt.getTenant());
    Checks.present("store_id", receipt.getStoreId());
    Checks.present("receipt_id", receipt.getReceiptId());
    Checks.key(record.key(), receipt.getTenant(), receipt.getStoreId());
    if (receipt.getType() != ReceiptType.RECEIPT_TYPE_SALE
        && receipt.getType() != ReceiptType.RECEIPT_TYPE_REFUND) {
      throw InvalidFact.field("type", receipt.getType(), "SALE or REFUND");
    }
    Checks.time("occurred_at", receipt.hasOccurredAt(), receipt.getOccurredAt());
    if (receipt.getLinesCount() == 0) {
      throw InvalidFact.field("lines", 0, "> 0");
    }
    for (ReceiptLine line : receipt.getLinesList()) {
      Checks.present("lines.product_id", line.getProductId());
      if (line.getQuantityMilli() <= 0) {
        throw InvalidFact.field("lines.quantity_milli", line.getQuantityMilli(), "> 0");
      }
    }
    return new ReceiptFact(receipt);
  }

  /** Who the receipt is, whether or not it may be counted. */
  public static String identity(Record<String, Receipt> record) {
    Receipt receipt = record.value();
    return Identity.of(
        "receipt",
        record.headers(),
        Identity.storeSource(receipt.getTenant(), receipt.getStoreId()),
        receipt.getReceiptId());
  }

  public boolean refund() {
    return receipt.getType() == ReceiptType.RECEIPT_TYPE_REFUND;
  }

  /** A figure of the receipt as it counts towards sales: less for a refund. */
  public long sold(long figure) {
    return refund() ? Math.negateExact(figure) : figure;
  }

  /**
   * What was paid by each method, as it counts towards sales, methods named as the API names them.
   * Where the receipt does not say, its total was paid by {@code unknown}.
   */
  public Map<String, Long> paidByMethod() {
    if (receipt.getPaymentsCount() == 0) {
      return Map.of(UNKNOWN, sold(receipt.getTotal()));
    }
    Map<String, Long> paid = new LinkedHashMap<>();
    for (Payment payment : receipt.getPaymentsList()) {
      paid.merge(name(payment.getMethod()), sold(payment.getAmount()), Math::addExact);
    }
    return paid;
  }

  private static String name(PaymentMethod method) {
    return switch (method) {
      case PAYMENT_METHOD_CASH -> "cash";
      case PAYMENT_METHOD_CARD -> "card";
      case PAYMENT_METHOD_TRANSFER -> "transfer";
      case PAYMENT_METHOD_MIXED -> "mixed";
      case PAYMENT_METHOD_UNSPECIFIED, UNRECOGNIZED -> UNKNOWN;
    };
  }

  public Timestamp occurredAt() {
    return receipt.getOccurredAt();
  }

  /** Units of all lines, in thousandths, as they count towards sales. */
  public long unitsSold() {
    long units = 0;
    for (ReceiptLine line : receipt.getLinesList()) {
      units = Math.addExact(units, line.getQuantityMilli());
    }
    return sold(units);
  }
}
