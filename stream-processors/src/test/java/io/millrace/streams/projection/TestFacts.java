package io.millrace.streams.projection;

import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.stock.v1.StockMovement;
import java.time.Instant;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Facts of a small shop. */
public final class TestFacts {

  public static final String TENANT = "demo";
  public static final String STORE = "s1";
  public static final String KEY = Keys.of(TENANT, STORE);

  private TestFacts() {}

  public static Receipt sale(String id, String occurredAt, ReceiptLine... lines) {
    return receipt(ReceiptType.RECEIPT_TYPE_SALE, id, Instant.parse(occurredAt), lines);
  }

  public static Receipt refund(String id, String occurredAt, ReceiptLine... lines) {
    return receipt(ReceiptType.RECEIPT_TYPE_REFUND, id, Instant.parse(occurredAt), lines);
  }

  public static Receipt receipt(
      ReceiptType type, String id, Instant occurredAt, ReceiptLine... lines) {
    Receipt.Builder receipt =
        Receipt.newBuilder()
            .setTenant(TENANT)
            .setStoreId(STORE)
            .setReceiptId(id)
            .setType(type)
            .setOccurredAt(Timestamps.of(occurredAt));
    for (ReceiptLine line : lines) {
      receipt.addLines(line).setTotal(receipt.getTotal() + line.getAmount());
    }
    return receipt.build();
  }

  /** A line of whole units. */
  public static ReceiptLine line(String product, int quantity, long price) {
    return ReceiptLine.newBuilder()
        .setProductId(product)
        .setName("name of " + product)
        .setQuantityMilli(quantity * 1_000L)
        .setPrice(price)
        .setAmount(quantity * price)
        .build();
  }

  public static StockMovement movement(
      String id, MovementReason reason, String product, int quantity, String occurredAt) {
    return StockMovement.newBuilder()
        .setTenant(TENANT)
        .setStoreId(STORE)
        .setMovementId(id)
        .setProductId(product)
        .setQuantityMilli(quantity * 1_000L)
        .setReason(reason)
        .setOccurredAt(Timestamps.of(Instant.parse(occurredAt)))
        .build();
  }

  /** A receipt of any type, of a few products, in 2010 or in 2026. */
  public static Receipt random(Random random, String id) {
    ReceiptLine[] lines = new ReceiptLine[1 + random.nextInt(4)];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line("p" + random.nextInt(5), 1 + random.nextInt(9), random.nextInt(10_000));
    }
    Instant day =
        Instant.parse(random.nextBoolean() ? "2010-12-01T00:00:00Z" : "2026-11-19T00:00:00Z");
    return receipt(
        random.nextInt(4) == 0 ? ReceiptType.RECEIPT_TYPE_REFUND : ReceiptType.RECEIPT_TYPE_SALE,
        id,
        day.plusSeconds(random.nextInt(2 * 24 * 60 * 60)),
        lines);
  }

  public static Headers headers(String id, String source, String type) {
    Headers headers = new RecordHeaders();
    EventHeaders.describe(headers, TENANT, id, source, type, ProjectionDriver.NOW);
    return headers;
  }
}
