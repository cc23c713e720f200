package io.millrace.streams.sales;

import static io.millrace.streams.projection.TestFacts.KEY;
import static io.millrace.streams.projection.TestFacts.line;
import static io.millrace.streams.projection.TestFacts.refund;
import static io.millrace.streams.projection.TestFacts.sale;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import io.millrace.streams.projection.TestFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SalesTopologyTest {

  private final ProjectionDriver<SalesBucket> byHour =
      new ProjectionDriver<>(
          SalesTopology.byHour(),
          Topics.PROJECTION_SALES_BY_HOUR,
          SalesBucket.getDefaultInstance());
  private final ProjectionDriver<SalesBucket> byDay =
      new ProjectionDriver<>(
          SalesTopology.byDay(), Topics.PROJECTION_SALES_BY_DAY, SalesBucket.getDefaultInstance());

  @AfterEach
  void close() {
    byHour.close();
    byDay.close();
  }

  @Test
  void count_addsSalesAndSubtractsRefunds() {
    send(sale("1", "2026-11-20T10:16:00Z", line("tea", 2, 350), line("cup", 1, 500)));
    send(sale("2", "2026-11-20T10:29:59Z", line("tea", 1, 350)));
    send(refund("3", "2026-11-20T10:20:00Z", line("cup", 1, 500)));

    SalesBucket row = byHour.row("demo/s1//2026-11-20T10:15:00Z");
    assertThat(row.getReceipts()).isEqualTo(2);
    assertThat(row.getRefunds()).isEqualTo(1);
    assertThat(row.getUnitsMilli()).isEqualTo(3_000);
    assertThat(row.getRevenue()).isEqualTo(1_050);
    assertThat(row.getRevision()).isEqualTo(3);
    assertThat(row.getCurrency()).isEmpty();
    assertThat(Timestamps.toInstant(row.getStart()))
        .isEqualTo(Instant.parse("2026-11-20T10:15:00Z"));
    assertThat(byHour.rows()).hasSize(1);
  }

  @Test
  void count_keepsQuartersDaysAndCurrenciesApart() {
    send(sale("1", "2026-11-20T23:59:59Z", line("tea", 1, 100)));
    send(sale("2", "2026-11-21T00:00:00Z", line("tea", 1, 100)));
    send(
        sale("3", "2026-11-21T00:14:59Z", line("tea", 1, 100)).toBuilder()
            .setCurrency("EUR")
            .build());

    assertThat(byHour.rows())
        .containsOnlyKeys(
            "demo/s1//2026-11-20T23:45:00Z",
            "demo/s1//2026-11-21T00:00:00Z",
            "demo/s1/EUR/2026-11-21T00:00:00Z");
    assertThat(byDay.rows())
        .containsOnlyKeys(
            "demo/s1//2026-11-20T00:00:00Z",
            "demo/s1//2026-11-21T00:00:00Z",
            "demo/s1/EUR/2026-11-21T00:00:00Z");
  }

  @Test
  void count_takesFactsOf2010AfterFactsOfToday() {
    send(sale("1", "2026-11-20T11:59:00Z", line("tea", 1, 100)));
    send(sale("2", "2010-12-01T08:26:00Z", line("tea", 1, 100)));
    send(sale("3", "1969-12-31T23:59:00Z", line("tea", 1, 100)));

    assertThat(byHour.row("demo/s1//2010-12-01T08:15:00Z").getRevenue()).isEqualTo(100);
    assertThat(byDay.row("demo/s1//2010-12-01T00:00:00Z").getRevenue()).isEqualTo(100);
    assertThat(byDay.row("demo/s1//1969-12-31T00:00:00Z").getRevenue()).isEqualTo(100);
  }

  @Test
  void duplicate_emitsTheRowAgainWithItsOwnPosition() {
    Receipt receipt = sale("1", "2010-12-01T08:26:00Z", line("tea", 1, 100));
    SalesBucket first = send(receipt).get(0);
    Instant later = ProjectionDriver.NOW.plusSeconds(5);
    List<SalesBucket> again =
        byHour.send(Topics.SALES_RECEIPTS, KEY, receipt.toByteArray(), new RecordHeaders(), later);

    assertThat(again).hasSize(1);
    assertThat(again.get(0).toBuilder().clearInput().build())
        .isEqualTo(first.toBuilder().clearInput().build());
    assertThat(again.get(0).getInput())
        .isEqualTo(
            InputPosition.newBuilder()
                .setTopic("sales.receipts.v1")
                .setOffset(1)
                .setIngestedAt(Timestamps.of(later))
                .build());
  }

  @Test
  void duplicate_isKnownByHeadersAndByTheIdsOfTheValueAlike() {
    Receipt receipt = sale("1", "2010-12-01T08:26:00Z", line("tea", 1, 100));
    send(receipt);
    byHour.send(
        Topics.SALES_RECEIPTS,
        KEY,
        receipt.toByteArray(),
        TestFacts.headers("1", "/tenants/demo/stores/s1", "io.millrace.sales.receipt.v1"),
        ProjectionDriver.NOW);
    byHour.send(
        Topics.SALES_RECEIPTS,
        KEY,
        receipt.toByteArray(),
        TestFacts.headers("2", "/tenants/demo/stores/s1", "io.millrace.sales.receipt.v1"),
        ProjectionDriver.NOW);

    assertThat(byHour.row("demo/s1//2010-12-01T08:15:00Z").getReceipts()).isEqualTo(2);
  }

  @Test
  void duplicate_ofAnotherTimeEmitsTheCountedRow() {
    send(sale("1", "2010-12-01T08:26:00Z", line("tea", 1, 100)));
    List<SalesBucket> again = send(sale("1", "2010-12-02T08:26:00Z", line("tea", 1, 100)));

    assertThat(again)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row).isEqualTo(byHour.row("demo/s1//2010-12-01T08:15:00Z"));
              assertThat(row.getReceipts()).isEqualTo(1);
              assertThat(row.getRevision()).isEqualTo(1);
              assertThat(row.getInput().getOffset()).isEqualTo(1);
            });
    assertThat(byHour.rows()).hasSize(1);
    assertThat(byHour.deadLetters(Topics.SALES_RECEIPTS)).isEmpty();
  }

  @Test
  void overflow_becomesDeadLetterAndLeavesNoTrace() {
    Receipt huge =
        sale("1", "2010-12-01T08:26:00Z", line("tea", 1, 100)).toBuilder()
            .setTotal(Long.MAX_VALUE)
            .build();
    send(huge);
    assertThat(send(huge.toBuilder().setReceiptId("2").build())).isEmpty();
    send(refund("2", "2010-12-01T08:26:00Z", line("tea", 1, 100)));

    SalesBucket row = byHour.row("demo/s1//2010-12-01T08:15:00Z");
    assertThat(row.getRevenue()).isEqualTo(Long.MAX_VALUE - 100);
    assertThat(row.getRefunds()).isEqualTo(1);
    assertThat(byHour.deadLetters(Topics.SALES_RECEIPTS)).hasSize(1);
  }

  @Test
  void count_givesTheSameRowsInAnyOrderHoweverOftenDelivered() {
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      List<Receipt> facts = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        facts.add(TestFacts.random(random, seed + "-" + i));
      }
      List<Receipt> delivered = new ArrayList<>(facts);
      facts.stream().filter(fact -> random.nextBoolean()).forEach(delivered::add);
      Collections.shuffle(delivered, random);
      try (ProjectionDriver<SalesBucket> driver =
          new ProjectionDriver<>(
              SalesTopology.byHour(),
              Topics.PROJECTION_SALES_BY_HOUR,
              SalesBucket.getDefaultInstance())) {
        long offset = 0;
        for (Receipt receipt : delivered) {
          List<SalesBucket> rows = driver.send(Topics.SALES_RECEIPTS, KEY, receipt);
          assertThat(rows).hasSize(1);
          assertThat(rows.get(0).getInput().getOffset()).isEqualTo(offset++);
        }
        Map<String, List<Long>> figures = new HashMap<>();
        driver.rows().forEach((key, row) -> figures.put(key, figures(row)));
        assertThat(figures).as("seed %d", seed).isEqualTo(recomputed(facts));
      }
    }
  }

  private static List<Long> figures(SalesBucket row) {
    return List.of(
        row.getReceipts(),
        row.getRefunds(),
        row.getUnitsMilli(),
        row.getRevenue(),
        row.getRevision());
  }

  private static Map<String, List<Long>> recomputed(List<Receipt> facts) {
    Map<String, List<Long>> expected = new HashMap<>();
    for (Receipt receipt : facts) {
      long quarter = receipt.getOccurredAt().getSeconds() / 900 * 900;
      boolean refund = receipt.getType() == ReceiptType.RECEIPT_TYPE_REFUND;
      long sign = refund ? -1 : 1;
      long units = receipt.getLinesList().stream().mapToLong(l -> l.getQuantityMilli()).sum();
      expected.merge(
          KEY + "//" + Instant.ofEpochSecond(quarter),
          List.of(refund ? 0L : 1, refund ? 1L : 0, sign * units, sign * receipt.getTotal(), 1L),
          (a, b) -> {
            List<Long> sum = new ArrayList<>();
            for (int i = 0; i < a.size(); i++) {
              sum.add(a.get(i) + b.get(i));
            }
            return sum;
          });
    }
    return expected;
  }

  private List<SalesBucket> send(Receipt receipt) {
    byDay.send(Topics.SALES_RECEIPTS, KEY, receipt);
    return byHour.send(Topics.SALES_RECEIPTS, KEY, receipt);
  }
}
