package io.millrace.projection.reads;

import com.google.protobuf.Message;
import io.millrace.projection.support.TestTopics;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.stock.v1.StockMovement;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Sends what happens to one product, and recomputes plainly what its history must be. */
final class StockFacts {

  private record Fact(
      String store, String id, String reason, long quantity, Instant at, long offset) {

    String kind() {
      return reason.equals("sale") || reason.equals("refund") ? "receipt" : "movement";
    }

    boolean stocktake() {
      return reason.equals("stocktake");
    }
  }

  private static final Comparator<Fact> IN_ORDER =
      Comparator.comparing(Fact::at)
          .thenComparing(Fact::stocktake)
          .thenComparing(Fact::offset)
          .thenComparing(Fact::kind)
          .thenComparing(Fact::id)
          .thenComparing(Fact::store);

  private final TestTopics topics;
  private final String tenant;
  private final String product;
  private final Map<String, Fact> facts = new LinkedHashMap<>();
  private final Map<String, Long> positions = new HashMap<>();

  StockFacts(TestTopics topics, String tenant) {
    this(topics, tenant, "tea");
  }

  StockFacts(TestTopics topics, String tenant, String product) {
    this.topics = topics;
    this.tenant = tenant;
    this.product = product;
  }

  /** Something at one of a few times, so that many are equal; another time when it is repeated. */
  Runnable random(Random random, String id) {
    String store = "s" + (1 + random.nextInt(2));
    String reason =
        List.of("sale", "sale", "refund", "delivery", "writeoff", "stocktake")
            .get(random.nextInt(6));
    long quantity = 1 + random.nextInt(9);
    boolean less = reason.equals("sale") || reason.equals("writeoff");
    Instant day =
        Instant.parse(random.nextBoolean() ? "2010-12-31T00:00:00Z" : "2026-01-01T00:00:00Z");
    Instant at = day.plusSeconds(random.nextInt(6) * 3_600L).plusNanos(random.nextInt(3));
    int[] sent = {0};
    return () ->
        add(store, id, reason, less ? -quantity : quantity, at.plusSeconds(sent[0]++).toString());
  }

  /** Sends a fact; only its first version counts. A sale's quantity is negative. */
  RecordMetadata add(String store, String id, String reason, long quantity, String occurredAt) {
    Instant at = Instant.parse(occurredAt);
    Fact fact = new Fact(store, id, reason, quantity, at, 0);
    TopicSpec topic =
        fact.kind().equals("receipt") ? Topics.SALES_RECEIPTS : Topics.STOCK_MOVEMENTS;
    RecordMetadata sent =
        topics.send(
            topic,
            Keys.of(tenant, store),
            fact.kind().equals("receipt") ? receipt(fact) : movement(fact));
    positions.put(sent.topic() + "-" + sent.partition(), sent.offset());
    facts.putIfAbsent(
        Keys.of(store, fact.kind(), id), new Fact(store, id, reason, quantity, at, sent.offset()));
    return sent;
  }

  /** What covers all that was sent, for {@code X-Read-After}. */
  String positions() {
    List<String> all = new ArrayList<>();
    positions.forEach((partition, offset) -> all.add(partition + "@" + offset));
    return String.join(", ", all);
  }

  /** Store, fact and level, the newest first, by walking through each store's facts in order. */
  List<String> expected(Set<String> stores) {
    List<String> rows = new ArrayList<>();
    Map<String, Long> levels = new HashMap<>();
    for (Fact fact : facts.values().stream().sorted(IN_ORDER).toList()) {
      if (stores.contains(fact.store)) {
        long before = levels.getOrDefault(fact.store, 0L);
        long level = fact.stocktake() ? fact.quantity : before + fact.quantity;
        levels.put(fact.store, level);
        rows.add(0, fact.store + " " + fact.id + " " + level);
      }
    }
    return rows;
  }

  private Message receipt(Fact fact) {
    return Receipt.newBuilder()
        .setTenant(tenant)
        .setStoreId(fact.store)
        .setReceiptId(fact.id)
        .setType(
            fact.reason.equals("sale")
                ? ReceiptType.RECEIPT_TYPE_SALE
                : ReceiptType.RECEIPT_TYPE_REFUND)
        .setOccurredAt(Timestamps.of(fact.at))
        .addLines(
            ReceiptLine.newBuilder()
                .setProductId(product)
                .setQuantityMilli(Math.abs(fact.quantity) * 1_000))
        .build();
  }

  private Message movement(Fact fact) {
    return StockMovement.newBuilder()
        .setTenant(tenant)
        .setStoreId(fact.store)
        .setMovementId(fact.id)
        .setProductId(product)
        .setQuantityMilli(fact.quantity * 1_000)
        .setReason(
            MovementReason.valueOf("MOVEMENT_REASON_" + fact.reason.toUpperCase(Locale.ROOT)))
        .setOccurredAt(Timestamps.of(fact.at))
        .build();
  }
}
