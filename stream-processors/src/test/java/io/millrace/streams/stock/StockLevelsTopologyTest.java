package io.millrace.streams.stock;

import static io.millrace.schemas.stock.v1.MovementReason.MOVEMENT_REASON_DELIVERY;
import static io.millrace.schemas.stock.v1.MovementReason.MOVEMENT_REASON_STOCKTAKE;
import static io.millrace.schemas.stock.v1.MovementReason.MOVEMENT_REASON_UNSPECIFIED;
import static io.millrace.schemas.stock.v1.MovementReason.MOVEMENT_REASON_WRITEOFF;
import static io.millrace.streams.projection.TestFacts.KEY;
import static io.millrace.streams.projection.TestFacts.line;
import static io.millrace.streams.projection.TestFacts.movement;
import static io.millrace.streams.projection.TestFacts.refund;
import static io.millrace.streams.projection.TestFacts.sale;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.stock.v1.StockMovement;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StockLevelsTopologyTest {

  private ProjectionDriver<StockLevel> driver = driver();

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void count_subtractsSalesAndAddsRefundsAndMovements() {
    send(movement("m1", MOVEMENT_REASON_DELIVERY, "tea", 10, "2010-12-01T08:00:00Z"));
    send(sale("1", "2010-12-01T09:00:00Z", line("tea", 2, 1), line("tea", 1, 1)));
    send(refund("2", "2010-12-01T10:00:00Z", line("tea", 1, 1)));
    send(movement("m2", MOVEMENT_REASON_WRITEOFF, "tea", -4, "2010-12-01T07:00:00Z"));

    StockLevel row = driver.row("demo/s1/tea");
    assertThat(row.getQuantityMilli()).isEqualTo(4_000);
    assertThat(row.getRevision()).isEqualTo(4);
    assertThat(row.getInput().getTopic()).isEqualTo("stock.movements.v1");
    assertThat(Timestamps.toInstant(row.getUpdatedAt()))
        .isEqualTo(Instant.parse("2010-12-01T10:00:00Z"));
    assertThat(row.hasCountedAt()).isFalse();
  }

  @Test
  void count_tellsAReceiptFromAMovementOfTheSameId() {
    send(sale("1", "2010-12-01T09:00:00Z", line("tea", 2, 1)));
    send(movement("1", MOVEMENT_REASON_DELIVERY, "tea", 10, "2010-12-01T08:00:00Z"));

    assertThat(driver.row("demo/s1/tea").getQuantityMilli()).isEqualTo(8_000);
  }

  @Test
  void ledger_staysBoundedAndLevelsStayExact() {
    Instant begin = Instant.parse("2024-01-01T00:00:00Z");
    int perDay = 3;
    for (int i = 0; i < 400 * perDay; i++) {
      Instant at = begin.plusSeconds(i * 86_400L / perDay);
      driver.send(
          Topics.SALES_RECEIPTS, KEY, sale("r" + i, at.toString(), line("p" + i % 3, 1, 1)), at);
    }
    Instant end = begin.plus(Duration.ofDays(400));

    assertThat(driver.entries("ledger")).isLessThan(40 * perDay + 600);
    assertThat(driver.entries("dedupe")).isLessThan(84 * perDay + 2 * 256);
    assertThat(driver.row("demo/s1/p0").getQuantityMilli()).isEqualTo(-400_000);

    StockLevel sold =
        driver
            .send(Topics.SALES_RECEIPTS, KEY, sale("late", begin.toString(), line("p0", 1, 1)), end)
            .get(0);
    assertThat(sold.getQuantityMilli()).isEqualTo(-1_000);
    assertThat(sold.getLate().getIdentity())
        .isEqualTo(Keys.of("receipt", "/tenants/demo/stores/s1", "late"));
    StockLevel counted = stocktake("m1", begin.plus(Duration.ofDays(10)), end);
    assertThat(counted.getQuantityMilli()).isEqualTo(50_000);
    assertThat(counted.getCountedAt()).isEqualTo(counted.getUpdatedAt());
    // All sales up to forty days ago, that day's included.
    assertThat(counted.getKnownMilli()).isEqualTo(-361_000);
    assertThat(driver.row("demo/s1/p0").getQuantityMilli()).isEqualTo(-400_000);
    assertThat(driver.deadLetters(Topics.STOCK_MOVEMENTS)).isEmpty();

    stocktake("m2", end.minus(Duration.ofDays(3)), end);
    // Of the three sales since then one is at the time of the stocktake.
    assertThat(driver.row("demo/s1/p0").getQuantityMilli()).isEqualTo(48_000);
  }

  private StockLevel stocktake(String id, Instant at, Instant ingestedAt) {
    return driver
        .send(
            Topics.STOCK_MOVEMENTS,
            KEY,
            movement(id, MOVEMENT_REASON_STOCKTAKE, "p0", 50, at.toString()),
            ingestedAt)
        .get(0);
  }

  @Test
  void stocktake_setsTheLevelAndCoversWhatHappenedBeforeIt() {
    send(sale("1", "2010-12-01T09:00:00Z", line("tea", 2, 1)));
    send(movement("m1", MOVEMENT_REASON_STOCKTAKE, "tea", 50, "2010-12-01T10:00:00Z"));
    List<StockLevel> late = send(sale("2", "2010-12-01T10:00:00Z", line("tea", 3, 1)));
    send(sale("3", "2010-12-01T10:00:01Z", line("tea", 4, 1)));

    StockLevel row = driver.row("demo/s1/tea");
    assertThat(row.getQuantityMilli()).isEqualTo(46_000);
    assertThat(Timestamps.toInstant(row.getCountedAt()))
        .isEqualTo(Instant.parse("2010-12-01T10:00:00Z"));
    assertThat(late)
        .singleElement()
        .satisfies(
            unchanged -> {
              assertThat(unchanged.getQuantityMilli()).isEqualTo(50_000);
              assertThat(unchanged.getRevision()).isEqualTo(2);
              assertThat(unchanged.getInput().getOffset()).isEqualTo(1);
            });
  }

  @Test
  void stocktake_thatComesLateKeepsWhatHappenedAfterIt() {
    send(sale("1", "2010-12-01T09:00:00Z", line("tea", 2, 1)));
    send(sale("2", "2010-12-01T10:30:00Z", line("tea", 3, 1)));
    send(movement("m1", MOVEMENT_REASON_STOCKTAKE, "tea", 50, "2010-12-01T10:00:00Z"));

    assertThat(driver.row("demo/s1/tea").getQuantityMilli()).isEqualTo(47_000);
  }

  @Test
  void stocktake_olderThanTheNewestIsIgnored() {
    send(movement("m1", MOVEMENT_REASON_STOCKTAKE, "tea", 50, "2010-12-01T10:00:00Z"));
    List<StockLevel> older =
        send(movement("m2", MOVEMENT_REASON_STOCKTAKE, "tea", 99, "2010-12-01T09:00:00Z"));

    assertThat(older).singleElement().extracting(StockLevel::getQuantityMilli).isEqualTo(50_000L);
    assertThat(driver.row("demo/s1/tea").getRevision()).isEqualTo(1);
  }

  @Test
  void duplicate_ofAnotherProductEmitsTheCountedLevel() {
    send(movement("m1", MOVEMENT_REASON_DELIVERY, "tea", 10, "2010-12-01T08:00:00Z"));
    List<StockLevel> again =
        send(movement("m1", MOVEMENT_REASON_UNSPECIFIED, "cup", 10, "2010-12-01T09:00:00Z"));

    assertThat(again)
        .singleElement()
        .satisfies(
            level -> {
              assertThat(level.getProductId()).isEqualTo("tea");
              assertThat(level.getQuantityMilli()).isEqualTo(10_000);
              assertThat(level.getInput().getOffset()).isEqualTo(1);
            });
    assertThat(driver.deadLetters(Topics.STOCK_MOVEMENTS)).isEmpty();
  }

  @Test
  void movement_withoutAReasonBecomesDeadLetter() {
    send(movement("m1", MOVEMENT_REASON_UNSPECIFIED, "tea", 50, "2010-12-01T10:00:00Z"));

    assertThat(driver.deadLetters(Topics.STOCK_MOVEMENTS))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(EventHeaders.get(letter.headers(), EventHeaders.DEAD_LETTER_REASON))
                    .isEqualTo("reason: MOVEMENT_REASON_UNSPECIFIED (expected: a known reason)"));
  }

  @Test
  void count_givesTheSameLevelInAnyOrderHoweverOftenDelivered() {
    for (long seed = 1; seed <= 5; seed++) {
      driver.close();
      driver = driver();
      Random random = new Random(seed);
      List<Message> facts = new ArrayList<>();
      List<Addition> additions = new ArrayList<>();
      long countedAt = Long.MIN_VALUE;
      long counted = 0;
      for (int i = 0; i < 100; i++) {
        long time = 1_291_190_400L + random.nextInt(1_000) * 2;
        String text = Instant.ofEpochSecond(time).toString();
        int quantity = 1 + random.nextInt(9);
        switch (random.nextInt(3)) {
          case 0 -> {
            facts.add(sale("r" + i, text, line("tea", quantity, 1)));
            additions.add(new Addition(time, -quantity));
          }
          case 1 -> {
            facts.add(refund("r" + i, text, line("tea", quantity, 1)));
            additions.add(new Addition(time, quantity));
          }
          default -> {
            facts.add(movement("m" + i, MOVEMENT_REASON_DELIVERY, "tea", quantity, text));
            additions.add(new Addition(time, quantity));
          }
        }
        if (i % 25 == 12) {
          long stocktake = 1_291_190_400L + i * 20;
          facts.add(
              movement(
                  "c" + i,
                  MOVEMENT_REASON_STOCKTAKE,
                  "tea",
                  i,
                  Instant.ofEpochSecond(stocktake).toString()));
          countedAt = stocktake;
          counted = i;
        }
      }
      List<Message> delivered = new ArrayList<>(facts);
      facts.stream().filter(fact -> random.nextBoolean()).forEach(delivered::add);
      Collections.shuffle(delivered, random);
      delivered.forEach(fact -> assertThat(send(fact)).hasSize(1));

      long newest = countedAt;
      long expected =
          counted
              + additions.stream()
                  .filter(addition -> addition.time > newest)
                  .mapToLong(Addition::quantity)
                  .sum();
      assertThat(driver.row("demo/s1/tea").getQuantityMilli())
          .as("seed %d", seed)
          .isEqualTo(expected * 1_000);
    }
  }

  private record Addition(long time, long quantity) {}

  private List<StockLevel> send(Message fact) {
    return fact instanceof Receipt receipt
        ? driver.send(Topics.SALES_RECEIPTS, KEY, receipt)
        : driver.send(Topics.STOCK_MOVEMENTS, KEY, (StockMovement) fact);
  }

  private static ProjectionDriver<StockLevel> driver() {
    return new ProjectionDriver<>(
        new StockLevelsTopology(), Topics.PROJECTION_STOCK_LEVELS, StockLevel.getDefaultInstance());
  }
}
