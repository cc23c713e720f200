package io.millrace.projection.stock;

import com.google.protobuf.Timestamp;
import io.millrace.projection.sink.Require;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.stock.v1.StockMovement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A receipt or a movement as it changes stock. It is refused where stream-processors refuses it for
 * the level, so that a history ends at its level.
 *
 * @param identity who the fact is, whatever it says
 * @param reason as the API names it
 * @param quantities what it does to each product, in thousandths
 * @param logOffset its place in its partition
 */
record StockFact(
    Identity identity,
    String reason,
    Instant occurredAt,
    Map<String, Long> quantities,
    long logOffset,
    Instant ingestedAt) {

  static final String RECEIPT = "receipt";
  static final String MOVEMENT = "movement";
  static final String STOCKTAKE = "stocktake";

  private static final ProtoSerde<Receipt> RECEIPTS = ProtoSerde.of(Receipt.getDefaultInstance());
  private static final ProtoSerde<StockMovement> MOVEMENTS =
      ProtoSerde.of(StockMovement.getDefaultInstance());
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  StockFact {
    quantities = Map.copyOf(quantities);
  }

  record Identity(String tenant, String storeId, String kind, String factId) {

    Identity {
      Require.id("tenant", tenant);
      Require.id("store_id", storeId);
      Require.id(kind + "_id", factId);
    }
  }

  /** One product's part of a fact. */
  record Line(StockFact fact, String productId, long quantityMilli) {}

  List<Line> lines() {
    return quantities.entrySet().stream()
        .map(product -> new Line(this, product.getKey(), product.getValue()))
        .toList();
  }

  static StockFact ofReceipt(ConsumerRecord<byte[], byte @Nullable []> entry) {
    Receipt receipt = Require.message(RECEIPTS, entry);
    boolean refund =
        switch (receipt.getType()) {
          case RECEIPT_TYPE_SALE -> false;
          case RECEIPT_TYPE_REFUND -> true;
          case RECEIPT_TYPE_UNSPECIFIED, UNRECOGNIZED ->
              throw refused("type", receipt.getType(), "sale or refund");
        };
    Map<String, Long> quantities = new LinkedHashMap<>();
    for (ReceiptLine line : receipt.getLinesList()) {
      Require.id("lines.product_id", line.getProductId());
      long sold = line.getQuantityMilli();
      if (sold <= 0) {
        throw refused("lines.quantity_milli", sold, "> 0");
      }
      quantities.merge(line.getProductId(), refund ? sold : -sold, Math::addExact);
    }
    if (quantities.isEmpty()) {
      throw refused("lines", 0, "> 0");
    }
    return of(
        new Identity(receipt.getTenant(), receipt.getStoreId(), RECEIPT, receipt.getReceiptId()),
        refund ? "refund" : "sale",
        time(receipt.hasOccurredAt(), receipt.getOccurredAt()),
        quantities,
        entry);
  }

  static StockFact ofMovement(ConsumerRecord<byte[], byte @Nullable []> entry) {
    StockMovement movement = Require.message(MOVEMENTS, entry);
    Require.id("product_id", movement.getProductId());
    return of(
        new Identity(
            movement.getTenant(), movement.getStoreId(), MOVEMENT, movement.getMovementId()),
        reason(movement.getReason()),
        time(movement.hasOccurredAt(), movement.getOccurredAt()),
        Map.of(movement.getProductId(), movement.getQuantityMilli()),
        entry);
  }

  private static StockFact of(
      Identity identity,
      String reason,
      Instant occurredAt,
      Map<String, Long> quantities,
      ConsumerRecord<byte[], ?> entry) {
    byte[] key = entry.key();
    String expected = Keys.of(identity.tenant, identity.storeId);
    String actual = key == null ? "null" : new String(key, StandardCharsets.UTF_8);
    if (!actual.equals(expected)) {
      throw refused("key", actual, expected);
    }
    return new StockFact(
        identity,
        reason,
        occurredAt,
        quantities,
        entry.offset(),
        Instant.ofEpochMilli(entry.timestamp()));
  }

  private static String reason(MovementReason reason) {
    return switch (reason) {
      case MOVEMENT_REASON_DELIVERY -> "delivery";
      case MOVEMENT_REASON_WRITEOFF -> "writeoff";
      case MOVEMENT_REASON_TRANSFER -> "transfer";
      case MOVEMENT_REASON_ADJUSTMENT -> "adjustment";
      case MOVEMENT_REASON_STOCKTAKE -> STOCKTAKE;
      case MOVEMENT_REASON_UNSPECIFIED, UNRECOGNIZED ->
          throw refused("reason", reason, "a known reason");
    };
  }

  private static Instant time(boolean present, Timestamp value) {
    if (value.getNanos() < 0 || value.getNanos() > 999_999_999) {
      throw refused("occurred_at", value.getNanos() + "ns", "0 to 999999999");
    }
    Instant time = Require.time("occurred_at", present, value);
    if (time.isBefore(FIRST) || !time.isBefore(END)) {
      throw refused("occurred_at", time, "years 0001 to 9999");
    }
    return time;
  }

  private static IllegalArgumentException refused(String name, Object value, String expected) {
    return new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
  }
}
