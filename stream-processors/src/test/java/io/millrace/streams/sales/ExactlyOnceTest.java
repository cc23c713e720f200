package io.millrace.streams.sales;

import static io.millrace.streams.projection.TestFacts.KEY;
import static io.millrace.streams.projection.TestFacts.line;
import static io.millrace.streams.projection.TestFacts.sale;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A topology that is killed, goes on elsewhere from its last commit and is given facts of any age
 * in any order and number, against a plain recomputation.
 */
class ExactlyOnceTest {

  private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
  private static final int FACTS = 120;
  private static final int DAYS = 240;

  /** Facts sent again within this time may carry another time of sale. */
  private static final int SOON = 30;

  private record Sent(Receipt receipt, Instant ingestedAt) {}

  /** What a sink that reads committed records knows of a bucket. */
  private record Sum(long receipts, long revenue) {

    Sum plus(SalesBucket row) {
      return new Sum(receipts + row.getReceipts(), revenue + row.getRevenue());
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rows_areThoseOfARecomputation(int seed) {
    Random random = new Random(seed);
    List<Sent> history = history(random);

    Map<String, SalesBucket> rows = new HashMap<>();
    Map<String, Map<String, Object>> committed = Map.of();
    int next = 0;
    while (next < history.size()) {
      boolean killed = random.nextInt(4) == 0;
      try (ProjectionDriver<SalesBucket> task = driver()) {
        task.restore(committed);
        int until = Math.min(history.size(), next + 1 + random.nextInt(40));
        for (Sent sent : history.subList(next, until)) {
          task.send(Topics.SALES_RECEIPTS, KEY, sent.receipt, sent.ingestedAt);
        }
        if (!killed) {
          int base = next;
          task.rows()
              .forEach(
                  (key, row) -> rows.put(row.hasLate() ? key + "@" + base : key, moved(row, base)));
          committed = task.state();
          next = until;
        }
      }
    }

    assertThat(sums(rows, history)).isEqualTo(recomputed(history));
  }

  /** Late rows count where they are the first of their receipt. */
  private static Map<Instant, Sum> sums(Map<String, SalesBucket> rows, List<Sent> history) {
    Map<String, Long> firsts = new HashMap<>();
    for (int i = 0; i < history.size(); i++) {
      firsts.putIfAbsent(history.get(i).receipt.getReceiptId(), (long) i);
    }
    Map<Instant, Sum> sums = new HashMap<>();
    for (SalesBucket row : rows.values()) {
      String identity = row.getLate().getIdentity();
      String id = identity.substring(identity.lastIndexOf('/') + 1);
      boolean counts =
          !row.hasLate()
              || !id.isEmpty() && firsts.get(id) == row.getLate().getPosition().getOffset();
      if (counts) {
        sums.merge(
            Timestamps.toInstant(row.getStart()),
            new Sum(0, 0).plus(row),
            (a, b) -> new Sum(a.receipts + b.receipts, a.revenue + b.revenue));
      }
    }
    return sums;
  }

  private static Map<Instant, Sum> recomputed(List<Sent> history) {
    Map<String, Receipt> firsts = new HashMap<>();
    history.forEach(sent -> firsts.putIfAbsent(sent.receipt.getReceiptId(), sent.receipt));
    Map<Instant, Sum> sums = new HashMap<>();
    for (Receipt receipt : firsts.values()) {
      long day = receipt.getOccurredAt().getSeconds() / 86_400 * 86_400;
      Sum before = sums.getOrDefault(Instant.ofEpochSecond(day), new Sum(0, 0));
      sums.put(
          Instant.ofEpochSecond(day),
          new Sum(before.receipts + 1, before.revenue + receipt.getTotal()));
    }
    return sums;
  }

  private static List<Sent> history(Random random) {
    List<Sent> history = new ArrayList<>();
    List<Sent> firsts = new ArrayList<>();
    for (int i = 0; i < FACTS; i++) {
      int today = i * DAYS / FACTS;
      Instant now = BEGIN.plus(Duration.ofDays(today)).minusSeconds(random.nextInt(300));
      if (i > 0 && random.nextInt(3) == 0) {
        Sent again = firsts.get(random.nextInt(firsts.size()));
        boolean soon = again.ingestedAt.isAfter(now.minus(Duration.ofDays(SOON)));
        Receipt receipt =
            soon && random.nextBoolean()
                ? again.receipt.toBuilder().setOccurredAt(Timestamps.of(now)).build()
                : again.receipt;
        history.add(new Sent(receipt, now));
      } else {
        int age = random.nextInt(3) == 0 ? random.nextInt(400) : random.nextInt(3);
        Instant occurredAt = now.minus(Duration.ofDays(age));
        firsts.add(
            new Sent(
                sale("r" + i, occurredAt.toString(), line("tea", 1, random.nextInt(1_000))), now));
        history.add(firsts.get(firsts.size() - 1));
      }
    }
    return history;
  }

  /** A driver counts offsets from where it began. */
  private static SalesBucket moved(SalesBucket row, int by) {
    if (!row.hasLate()) {
      return row;
    }
    SalesBucket.Builder moved = row.toBuilder();
    moved
        .getLateBuilder()
        .getPositionBuilder()
        .setOffset(row.getLate().getPosition().getOffset() + by);
    return moved.build();
  }

  private static ProjectionDriver<SalesBucket> driver() {
    return new ProjectionDriver<>(
        SalesTopology.byDay(), Topics.PROJECTION_SALES_BY_DAY, SalesBucket.getDefaultInstance());
  }
}
