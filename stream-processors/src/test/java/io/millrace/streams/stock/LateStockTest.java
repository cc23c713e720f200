package io.millrace.streams.stock;

import static io.millrace.schemas.stock.v1.MovementReason.MOVEMENT_REASON_DELIVERY;
import static io.millrace.schemas.stock.v1.MovementReason.MOVEMENT_REASON_STOCKTAKE;
import static io.millrace.streams.projection.TestFacts.KEY;
import static io.millrace.streams.projection.TestFacts.line;
import static io.millrace.streams.projection.TestFacts.movement;
import static io.millrace.streams.projection.TestFacts.sale;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A year of one level, with repetitions of forgotten facts and stocktakes that come months late,
 * put together as the sink does it: rows, late facts, and the history of movements, of which more
 * may be known already than the rows cover.
 */
class LateStockTest {

  private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
  private static final int FACTS = 500;

  /** The first occurrence of a fact, and where it is. */
  private record Fact(
      String kind, String id, Instant at, boolean stocktake, long quantity, long offset) {

    Message message() {
      return kind.equals("receipt")
          ? sale(id, at.toString(), line("tea", (int) -quantity, 1))
          : movement(
              id,
              stocktake ? MOVEMENT_REASON_STOCKTAKE : MOVEMENT_REASON_DELIVERY,
              "tea",
              (int) quantity,
              at.toString());
    }
  }

  /** As the sink keeps it: the time before which a stocktake takes the history, too. */
  private record Late(Fact fact, long milli, Instant knownBefore) {}

  private final Map<String, Fact> history = new HashMap<>();
  private final Map<String, Late> late = new HashMap<>();
  private StockLevel row = StockLevel.getDefaultInstance();
  private int refused;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void level_isExact(long seed) {
    Random random = new Random(seed);
    List<Fact> delivered = delivered(random);
    delivered.forEach(fact -> history.putIfAbsent(fact.kind + fact.id, fact));
    try (ProjectionDriver<StockLevel> driver =
        new ProjectionDriver<>(
            new StockLevelsTopology(),
            Topics.PROJECTION_STOCK_LEVELS,
            StockLevel.getDefaultInstance())) {
      for (int i = 0; i < FACTS; i++) {
        Fact fact = delivered.get(i);
        driver
            .send(
                fact.kind.equals("receipt") ? Topics.SALES_RECEIPTS : Topics.STOCK_MOVEMENTS,
                KEY,
                fact.message(),
                ingestedAt(i))
            .forEach(this::sink);
      }
      assertThat(driver.deadLetters(Topics.STOCK_MOVEMENTS)).isEmpty();
    }

    assertThat(level()).isEqualTo(expected());
    assertThat(late).hasSizeGreaterThan(20);
    assertThat(refused).as("repetitions").isPositive();
  }

  /** Stocktakes come rarely, and only late ones in the second half. */
  private List<Fact> delivered(Random random) {
    List<Fact> delivered = new ArrayList<>();
    Map<String, Long> offsets = new HashMap<>();
    for (int i = 0; i < FACTS; i++) {
      boolean again = i > 0 && random.nextInt(4) == 0;
      Fact fact = again ? delivered.get(random.nextInt(i)) : fact(random, i);
      long offset = offsets.merge(fact.kind, 1L, Long::sum) - 1;
      delivered.add(new Fact(fact.kind, fact.id, fact.at, fact.stocktake, fact.quantity, offset));
    }
    return delivered;
  }

  private static Fact fact(Random random, int i) {
    boolean stocktake = random.nextInt(30) == 0;
    boolean late = random.nextInt(4) == 0 || stocktake && i > FACTS / 2;
    Duration ago = late ? Duration.ofHours(24 * 45 + random.nextInt(2_400)) : Duration.ZERO;
    Instant at = ingestedAt(i).minus(ago).plusNanos(i);
    int quantity = 1 + random.nextInt(9);
    return stocktake
        ? new Fact("movement", "m" + i, at, true, quantity * 10L, 0)
        : random.nextBoolean()
            ? new Fact("movement", "m" + i, at, false, quantity, 0)
            : new Fact("receipt", "r" + i, at, false, -quantity, 0);
  }

  private static Instant ingestedAt(int i) {
    return BEGIN.plus(Duration.ofHours(18).multipliedBy(i));
  }

  private long expected() {
    Instant countedAt = Instant.MIN;
    long level = 0;
    for (Fact fact : history.values().stream().filter(Fact::stocktake).toList()) {
      if (fact.at.isAfter(countedAt)) {
        countedAt = fact.at;
        level = fact.quantity;
      }
    }
    for (Fact fact : history.values()) {
      level += !fact.stocktake && fact.at.isAfter(countedAt) ? fact.quantity : 0;
    }
    return level * 1_000;
  }

  private void sink(StockLevel update) {
    if (!update.hasLate()) {
      row = update;
      return;
    }
    if (update.getLate().getIdentity().isEmpty()) {
      return;
    }
    List<String> identity = Keys.split(update.getLate().getIdentity());
    String key = identity.get(0) + identity.get(2);
    Fact fact = history.get(key);
    if (fact.offset != update.getLate().getPosition().getOffset()) {
      refused++;
      return;
    }
    late.put(
        key,
        new Late(
            fact,
            update.getQuantityMilli() - update.getKnownMilli(),
            Timestamps.toInstant(update.getKnownBefore())));
  }

  private long level() {
    Instant countedAt = row.hasCountedAt() ? Timestamps.toInstant(row.getCountedAt()) : Instant.MIN;
    Late stocktake =
        late.values().stream()
            .filter(one -> one.fact.stocktake && one.fact.at.isAfter(countedAt))
            .max(Comparator.comparing(one -> one.fact.at))
            .orElse(null);
    if (stocktake == null) {
      return row.getQuantityMilli() + additions(countedAt);
    }
    long between =
        history.values().stream()
            .filter(fact -> !fact.stocktake && fact.at.isAfter(stocktake.fact.at))
            .filter(fact -> fact.at.isBefore(stocktake.knownBefore))
            .mapToLong(fact -> fact.quantity * 1_000)
            .sum();
    return row.getQuantityMilli()
        + stocktake.milli
        + between
        + additions(stocktake.knownBefore.minusNanos(1));
  }

  private long additions(Instant after) {
    return late.values().stream()
        .filter(one -> !one.fact.stocktake && one.fact.at.isAfter(after))
        .mapToLong(Late::milli)
        .sum();
  }
}
