package io.millrace.streams.sales;

import static io.millrace.streams.projection.TestFacts.KEY;
import static io.millrace.streams.projection.TestFacts.line;
import static io.millrace.streams.projection.TestFacts.sale;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.LateFact;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetirementTest {

  private static final Instant BEGIN = Instant.parse("2024-01-01T08:00:00Z");
  private static final String BUCKET = "demo/s1//2024-01-01T08:00:00Z";

  private final ProjectionDriver<SalesBucket> driver = driver();

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void state_staysBoundedOverTwoYears() {
    int perDay = 2;
    int most = 0;
    for (int i = 0; i < 2 * 365 * perDay; i++) {
      sell(driver, "r" + i, day(0).plus(Duration.ofDays(1).dividedBy(perDay).multipliedBy(i)));
      if (i % 100 == 0) {
        most = Math.max(most, driver.entries("rows") + driver.entries("dedupe"));
      }
    }
    // 40 days of rows, twice 42 of facts, and what waits for the next sweep.
    assertThat(most).isLessThan((40 + 84) * perDay + 3 * 256).isGreaterThan(40 * perDay);
    assertThat(driver.deadLetters(Topics.SALES_RECEIPTS)).isEmpty();
  }

  @Test
  void late_standsForItselfAndLeavesTheRowAlone() {
    SalesBucket row = sell(driver, "r1", day(0)).get(0);
    sell(driver, "r2", day(41));

    List<SalesBucket> late =
        driver.send(
            Topics.SALES_RECEIPTS, KEY, sale("r3", day(0).toString(), line("tea", 2, 70)), day(41));

    assertThat(driver.row(BUCKET)).isEqualTo(row);
    String identity = Keys.of("receipt", "/tenants/demo/stores/s1", "r3");
    assertThat(late).containsExactly(driver.row(BUCKET + "/" + identity + "/2"));
    SalesBucket figures = late.get(0);
    assertThat(figures.getReceipts()).isEqualTo(1);
    assertThat(figures.getRevenue()).isEqualTo(140);
    assertThat(figures.getStart()).isEqualTo(row.getStart());
    assertThat(figures.getInput().getOffset()).isEqualTo(2);
    assertThat(figures.getLate())
        .isEqualTo(
            LateFact.newBuilder().setIdentity(identity).setPosition(figures.getInput()).build());
  }

  @Test
  void late_beginsOneGraceAfterTheBucketAndNotSooner() {
    sell(driver, "r1", day(0));
    Instant end = Instant.parse("2024-01-01T08:15:00Z");
    Instant grace = end.plus(Duration.ofDays(40));

    assertThat(sellAt("r2", day(0), grace.minusSeconds(60)).getReceipts()).isEqualTo(2);
    assertThat(sellAt("r3", day(0), grace).hasLate()).isTrue();
  }

  @Test
  void history_isCountedInStateWhileNothingCanBeRetired() {
    for (int i = 0; i < 3; i++) {
      assertThat(sellAt("r" + i, Instant.parse("2010-12-01T08:00:00Z"), day(i)).getReceipts())
          .isEqualTo(i + 1);
    }
    assertThat(sellAt("r3", Instant.parse("2010-12-01T08:00:00Z"), day(41)).hasLate()).isTrue();
  }

  @Test
  void duplicate_ofWhatIsForgottenIsLateAndOfALateFactIsNot() {
    sell(driver, "r1", day(0));
    for (int i = 1; i <= 2; i++) {
      sell(driver, "day " + i * 43, day(i * 43));
    }

    SalesBucket again = sellAt("r1", day(0), day(87));
    assertThat(again.getLate().getPosition().getOffset()).isEqualTo(again.getInput().getOffset());
    assertThat(again.getRevenue()).isEqualTo(100);

    SalesBucket known = sellAt("r1", day(0), day(88));
    assertThat(known.hasLate()).isTrue();
    assertThat(known.toBuilder().clearInput().build())
        .isEqualTo(SalesBucket.newBuilder().setLate(LateFact.getDefaultInstance()).build());
    assertThat(known.getInput().getOffset()).isEqualTo(again.getInput().getOffset() + 1);
  }

  @Test
  void duplicate_isKnownForTheWholeGraceWhateverItsTime() {
    sell(driver, "r1", day(0));
    sell(driver, "r2", day(20));
    sell(driver, "r3", day(43));

    SalesBucket again = sellAt("r2", day(43), day(60));

    assertThat(again.getReceipts()).isEqualTo(1);
    assertThat(again.getInput().getOffset()).isEqualTo(3);
    assertThat(driver.row("demo/s1//2024-02-13T08:00:00Z").getReceipts()).isEqualTo(1);
  }

  @Test
  void upgrade_goesOnWithRowsKeptUnderTheirKeys() {
    sell(driver, "r1", day(0));
    Map<String, Map<String, Object>> state = driver.state();
    state.remove("horizon");
    Map<String, Object> rows = state.get("rows");
    Object row = rows.values().iterator().next();
    rows.clear();
    rows.put(BUCKET, row);

    try (ProjectionDriver<SalesBucket> upgraded = driver()) {
      upgraded.restore(state);
      sell(upgraded, "r2", day(0));
      sell(upgraded, "r1", day(0));
      assertThat(upgraded.row(BUCKET).getReceipts()).isEqualTo(2);
      assertThat(upgraded.entries("rows")).isEqualTo(1);
    }
  }

  @Test
  void replay_givesTheSameRecords() {
    List<Receipt> receipts = new ArrayList<>();
    List<SalesBucket> first = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Receipt receipt = sale("r" + i % 300, day(i * 7 % 200).toString(), line("tea", 1, i));
      receipts.add(receipt);
      first.addAll(driver.send(Topics.SALES_RECEIPTS, KEY, receipt, day(i / 2)));
    }
    List<SalesBucket> second = new ArrayList<>();
    try (ProjectionDriver<SalesBucket> replay = driver()) {
      for (int i = 0; i < receipts.size(); i++) {
        second.addAll(replay.send(Topics.SALES_RECEIPTS, KEY, receipts.get(i), day(i / 2)));
      }
      assertThat(replay.rows()).isEqualTo(driver.rows());
    }
    assertThat(second).isEqualTo(first);
    assertThat(first).anyMatch(SalesBucket::hasLate);
  }

  private SalesBucket sellAt(String id, Instant occurredAt, Instant ingestedAt) {
    return driver
        .send(
            Topics.SALES_RECEIPTS,
            KEY,
            sale(id, occurredAt.toString(), line("tea", 1, 100)),
            ingestedAt)
        .get(0);
  }

  private static List<SalesBucket> sell(
      ProjectionDriver<SalesBucket> driver, String id, Instant at) {
    return driver.send(
        Topics.SALES_RECEIPTS, KEY, sale(id, at.toString(), line("tea", 1, 100)), at);
  }

  private static Instant day(int number) {
    return BEGIN.plus(Duration.ofDays(number));
  }

  private static ProjectionDriver<SalesBucket> driver() {
    return new ProjectionDriver<>(
        SalesTopology.byHour(), Topics.PROJECTION_SALES_BY_HOUR, SalesBucket.getDefaultInstance());
  }
}
