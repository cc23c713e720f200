package io.millrace.projection.sink;

import com.google.protobuf.Message;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.LateFact;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.stock.v1.StockMovement;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Sales, deliveries and stocktakes of two products over some weeks, late ones and repetitions among
 * them, and what a topology says of them that forgets after a grace of days.
 */
final class StockHistory {

  private static final Instant FIRST_DAY = Instant.parse("2026-01-01T00:00:00Z");
  private static final int DAYS = 90;
  private static final int GRACE = 10;
  private static final int MEMORY = 13;
  private static final List<String> PRODUCTS = List.of("cup", "tea");

  final Log receipts;
  final Log movements;
  final Log levels;

  private final String tenant;
  private final int partition;
  private final Map<Fact, Integer> remembered = new HashMap<>();
  private final List<Fact> facts = new ArrayList<>();
  private final Map<String, Level> known = new TreeMap<>();

  /** A receipt sells all products alike. */
  private record Fact(String id, Instant at, boolean stocktake, List<String> products, long milli) {

    boolean receipt() {
      return id.startsWith("r");
    }
  }

  /** A level as the topology holds it. */
  private static final class Level {

    private final TreeMap<Instant, Long> added = new TreeMap<>();
    private Instant countedAt = Instant.MIN;
    private Instant updatedAt = Instant.MIN;
    private long milli;
    private long revision;

    void count(Fact fact) {
      if (fact.at.isBefore(countedAt)) {
        return;
      }
      if (fact.stocktake) {
        milli = fact.milli + after(fact.at);
        countedAt = fact.at;
        added.headMap(fact.at, true).clear();
      } else {
        milli += fact.milli;
        added.put(fact.at, fact.milli);
      }
      updatedAt = fact.at.isAfter(updatedAt) ? fact.at : updatedAt;
      revision++;
    }

    long after(Instant at) {
      return added.tailMap(at, false).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  StockHistory(Random random, String tenant, int partition) {
    this.tenant = tenant;
    this.partition = partition;
    receipts = new Log(Topics.SALES_RECEIPTS, partition);
    movements = new Log(Topics.STOCK_MOVEMENTS, partition);
    levels = new Log(Topics.PROJECTION_STOCK_LEVELS, partition);
    for (int day = 0; day < DAYS; day++) {
      boolean again = day > 0 && random.nextInt(4) == 0;
      Fact fact = again ? facts.get(random.nextInt(facts.size())) : fact(random, day);
      (fact.receipt() ? receipts : movements).add(Keys.of(tenant, "s"), message(fact));
      take(fact, day);
      if (!again) {
        facts.add(fact);
      }
    }
  }

  /** The level of each product, by walking through its facts. */
  Map<String, Long> expected() {
    Map<String, Long> expected = new TreeMap<>();
    for (String product : PRODUCTS) {
      Instant countedAt = Instant.MIN;
      long level = 0;
      List<Fact> ofProduct = facts.stream().filter(f -> f.products.contains(product)).toList();
      for (Fact fact : ofProduct) {
        if (fact.stocktake && fact.at.isAfter(countedAt)) {
          countedAt = fact.at;
          level = fact.milli;
        }
      }
      for (Fact fact : ofProduct) {
        level += !fact.stocktake && fact.at.isAfter(countedAt) ? fact.milli : 0;
      }
      if (!ofProduct.isEmpty()) {
        expected.put(product, level);
      }
    }
    return expected;
  }

  private static Fact fact(Random random, int day) {
    boolean stocktake = random.nextInt(12) == 0;
    boolean late = random.nextInt(3) == 0;
    Instant at =
        now(day)
            .minus(Duration.ofHours(late ? 24 * GRACE + 30 + random.nextInt(700) : 0))
            .plusNanos(day);
    long milli = 1 + random.nextInt(9_000);
    if (!stocktake && random.nextBoolean()) {
      return new Fact("r" + day, at, false, PRODUCTS, -milli);
    }
    String product = PRODUCTS.get(random.nextInt(PRODUCTS.size()));
    return new Fact("m" + day, at, stocktake, List.of(product), milli);
  }

  private void take(Fact fact, int day) {
    Instant retired = day < GRACE ? Instant.MIN : now(day - GRACE);
    InputPosition position = position(fact);
    Integer before = remembered.get(fact);
    if (before != null && day - before < MEMORY) {
      Level last = known.get(fact.products.get(fact.products.size() - 1));
      levels.add(
          last == null || fact.at.isBefore(now(before - GRACE))
              ? StockLevel.newBuilder()
                  .setLate(LateFact.getDefaultInstance())
                  .setInput(position)
                  .build()
              : row(fact.products.get(fact.products.size() - 1), last, position));
      return;
    }
    remembered.put(fact, day);
    for (int i = 0; i < fact.products.size(); i++) {
      String product = fact.products.get(i);
      InputPosition covered =
          i == fact.products.size() - 1
              ? position
              : position.toBuilder().setOffset(position.getOffset() - 1).build();
      if (fact.at.isAfter(retired)) {
        Level level = known.computeIfAbsent(product, name -> new Level());
        level.count(fact);
        levels.add(row(product, level, covered));
      } else {
        levels.add(late(fact, product, retired, position, covered));
      }
    }
  }

  private StockLevel row(String product, Level level, InputPosition input) {
    StockLevel.Builder row =
        StockLevel.newBuilder()
            .setTenant(tenant)
            .setStoreId("s")
            .setProductId(product)
            .setQuantityMilli(level.milli)
            .setUpdatedAt(Timestamps.of(level.updatedAt))
            .setRevision(level.revision)
            .setInput(input);
    return (level.countedAt.equals(Instant.MIN)
            ? row
            : row.setCountedAt(Timestamps.of(level.countedAt)))
        .build();
  }

  private StockLevel late(
      Fact fact, String product, Instant retired, InputPosition position, InputPosition covered) {
    StockLevel.Builder row =
        StockLevel.newBuilder()
            .setTenant(tenant)
            .setStoreId("s")
            .setProductId(product)
            .setQuantityMilli(fact.milli)
            .setUpdatedAt(Timestamps.of(fact.at))
            .setRevision(1)
            .setInput(covered)
            .setLate(
                LateFact.newBuilder()
                    .setIdentity(
                        Keys.of(fact.receipt() ? "receipt" : "movement", "/any/store", fact.id))
                    .setPosition(position));
    if (fact.stocktake) {
      Level level = known.getOrDefault(product, new Level());
      row.setCountedAt(row.getUpdatedAt())
          .setKnownMilli(level.milli - level.after(retired))
          .setKnownBefore(Timestamps.of(retired.plusMillis(1)));
    }
    return row.build();
  }

  private InputPosition position(Fact fact) {
    Log log = fact.receipt() ? receipts : movements;
    return InputPosition.newBuilder()
        .setTopic(log.partition.topic())
        .setPartition(partition)
        .setOffset(log.end() - 1)
        .setIngestedAt(Timestamps.of(FIRST_DAY))
        .build();
  }

  private Message message(Fact fact) {
    if (fact.receipt()) {
      Receipt.Builder receipt =
          Receipt.newBuilder()
              .setTenant(tenant)
              .setStoreId("s")
              .setReceiptId(fact.id)
              .setType(ReceiptType.RECEIPT_TYPE_SALE)
              .setOccurredAt(Timestamps.of(fact.at));
      fact.products.forEach(
          product ->
              receipt.addLines(
                  ReceiptLine.newBuilder().setProductId(product).setQuantityMilli(-fact.milli)));
      return receipt.build();
    }
    return StockMovement.newBuilder()
        .setTenant(tenant)
        .setStoreId("s")
        .setMovementId(fact.id)
        .setProductId(fact.products.get(0))
        .setQuantityMilli(fact.milli)
        .setReason(
            fact.stocktake
                ? MovementReason.MOVEMENT_REASON_STOCKTAKE
                : MovementReason.MOVEMENT_REASON_DELIVERY)
        .setOccurredAt(Timestamps.of(fact.at))
        .build();
  }

  private static Instant now(int day) {
    return FIRST_DAY.plus(Duration.ofDays(day));
  }
}
