package io.millrace.ingest.receipt;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.event.Ids;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.intake.EventReader;
import io.millrace.ingest.json.Choice;
import io.millrace.ingest.json.Currencies;
import io.millrace.ingest.json.Fields;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.sales.v1.Payment;
import io.millrace.schemas.sales.v1.PaymentMethod;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a receipt and holds its total against its lines. */
final class ReceiptReader implements EventReader {

  static final int MOST_LINES = 10_000;
  private static final int MOST_PAYMENTS = 100;
  private static final int NAME_LENGTH = 1_000;

  private static final Choice<ReceiptType> TYPES =
      Choice.of("sale", ReceiptType.RECEIPT_TYPE_SALE)
          .or("refund", ReceiptType.RECEIPT_TYPE_REFUND);

  private static final Choice<PaymentMethod> METHODS =
      Choice.of("cash", PaymentMethod.PAYMENT_METHOD_CASH)
          .or("card", PaymentMethod.PAYMENT_METHOD_CARD)
          .or("transfer", PaymentMethod.PAYMENT_METHOD_TRANSFER)
          .or("mixed", PaymentMethod.PAYMENT_METHOD_MIXED);

  @Override
  public Event read(Fields body, Call call, boolean alone) {
    Envelope envelope = call.envelope();
    String store = body.id("storeId");
    String id = receiptId(body, call, alone);
    ReceiptType type = body.oneOf("type", TYPES, ReceiptType.RECEIPT_TYPE_SALE);
    List<ReceiptLine> lines = body.objects("items", 1, MOST_LINES, ReceiptReader::line);
    long discount = body.optionalMoney("discount");
    long total = body.integer("total", 0, Amounts.MOST_TOTAL);
    if (body.errors().isEmpty()) {
      checkTotal(body, lines, discount, total);
    }
    Receipt receipt =
        Receipt.newBuilder()
            .setTenant(envelope.tenant())
            .setReceiptId(id)
            .setStoreId(store)
            .setTerminalId(body.optionalId("terminalId"))
            .setShiftId(body.optionalId("shiftId"))
            .setReceiptNumber(body.optionalId("receiptNumber"))
            .setType(type)
            .setRefundOfReceiptId(refundOf(body, type))
            .setOccurredAt(Timestamps.of(envelope.clamp(body.time("occurredAt", envelope.now()))))
            .setCurrency(Currencies.read(body))
            .addAllLines(lines)
            .setDiscount(discount)
            .setTotal(total)
            .addAllPayments(body.objects("payments", 0, MOST_PAYMENTS, ReceiptReader::payment))
            .setCustomerId(body.optionalId("customerId"))
            .setEmployeeId(body.optionalId("employeeId"))
            .build();
    return envelope.event(
        EventKind.RECEIPT,
        Topics.SALES_RECEIPTS,
        Keys.of(envelope.tenant(), store),
        envelope.source("stores", store),
        id,
        receipt);
  }

  /** The sender's id; failing that the request's, if it has one receipt; failing that a digest. */
  private static String receiptId(Fields body, Call call, boolean alone) {
    if (body.has("receiptId")) {
      return body.id("receiptId");
    }
    String key = alone ? call.idempotencyKey() : null;
    return key == null ? Ids.digest(body.canonical()) : key;
  }

  private static String refundOf(Fields body, ReceiptType type) {
    String sale = body.optionalId("refundOf");
    if (!sale.isEmpty() && type != ReceiptType.RECEIPT_TYPE_REFUND) {
      body.wrong("refundOf", "only a refund has it");
    }
    return sale;
  }

  private static ReceiptLine line(Fields item) {
    long quantity = item.thousandths("quantity", 1);
    long price = item.money("price");
    long discount = item.optionalMoney("discount");
    return ReceiptLine.newBuilder()
        .setProductId(item.id("productId"))
        .setName(item.optionalText("name", NAME_LENGTH))
        .setBarcode(item.optionalId("barcode"))
        .setQuantityMilli(quantity)
        .setPrice(price)
        .setDiscount(discount)
        .setTax(item.optionalMoney("tax"))
        .setAmount(amount(item, quantity, price, discount))
        .build();
  }

  private static long amount(Fields item, long quantity, long price, long discount) {
    Long amount = Amounts.line(quantity, price, discount);
    if (amount == null) {
      item.wrong("", "quantity x price is out of range");
      return 0;
    }
    if (amount < 0) {
      item.wrong("discount", "is more than quantity x price");
      return 0;
    }
    return amount;
  }

  private static void checkTotal(Fields body, List<ReceiptLine> lines, long discount, long given) {
    @Nullable Long expected = Amounts.total(lines, discount);
    if (expected == null) {
      body.wrong("total", "the sum of the lines is out of range");
    } else if (expected != given) {
      body.wrong("total", "expected " + expected + " (the lines less the discount), was " + given);
    }
  }

  private static Payment payment(Fields payment) {
    return Payment.newBuilder()
        .setMethod(payment.oneOf("method", METHODS, null))
        .setAmount(payment.money("amount"))
        .build();
  }
}
