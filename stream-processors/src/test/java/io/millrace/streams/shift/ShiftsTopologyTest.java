package io.millrace.streams.shift;

import static io.millrace.streams.projection.TestFacts.KEY;
import static io.millrace.streams.projection.TestFacts.line;
import static io.millrace.streams.projection.TestFacts.refund;
import static io.millrace.streams.projection.TestFacts.sale;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.LateFact;
import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.schemas.projection.v1.ShiftTakings;
import io.millrace.schemas.sales.v1.Payment;
import io.millrace.schemas.sales.v1.PaymentMethod;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.Shift;
import io.millrace.schemas.sales.v1.ShiftEvent;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import io.millrace.streams.projection.TestFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShiftsTopologyTest {

  private static final Shift OPENED =
      event(ShiftEvent.SHIFT_EVENT_OPENED, "2010-12-01T08:00:00Z").toBuilder()
          .setTerminalId("t1")
          .setEmployeeId("ann")
          .setCash(10_000)
          .build();
  private static final Shift CLOSED =
      event(ShiftEvent.SHIFT_EVENT_CLOSED, "2010-12-01T17:00:00Z").toBuilder()
          .setTerminalId("t1")
          .setEmployeeId("bob")
          .setCash(10_300)
          .build();

  private static final String SHIFT = "demo/s1/S%2F1/2010-12-01T00:00:00Z";

  private final ProjectionDriver<ShiftState> driver = driver();

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shift_isOpenedFilledAndClosed() {
    send(OPENED);
    send(receipt("1", 500, PaymentMethod.PAYMENT_METHOD_CASH));
    send(receipt("2", 700, PaymentMethod.PAYMENT_METHOD_CARD));
    send(
        refund("3", "2010-12-01T12:00:00Z", line("tea", 1, 200)).toBuilder()
            .setShiftId("S/1")
            .addPayments(
                Payment.newBuilder().setMethod(PaymentMethod.PAYMENT_METHOD_CASH).setAmount(200))
            .build());
    send(
        sale("4", "2010-12-01T12:00:00Z", line("tea", 1, 9)).toBuilder()
            .setShiftId("S/1")
            .setCurrency("EUR")
            .build());
    assertThat(driver.row(SHIFT).hasClosedAt()).isFalse();
    send(CLOSED);

    ShiftState shift = driver.row(SHIFT);
    assertThat(shift.getTerminalId()).isEqualTo("t1");
    assertThat(shift.getEmployeeId()).isEqualTo("ann");
    assertThat(shift.getOpenedAt()).isEqualTo(OPENED.getOccurredAt());
    assertThat(shift.getClosedAt()).isEqualTo(CLOSED.getOccurredAt());
    assertThat(shift.getOpeningCash()).isEqualTo(10_000);
    assertThat(shift.getClosingCash()).isEqualTo(10_300);
    assertThat(shift.getTakingsList()).hasSize(2);
    assertThat(shift.getTakings(0))
        .isEqualTo(
            ShiftTakings.newBuilder()
                .setReceipts(2)
                .setRefunds(1)
                .setRevenue(1_000)
                .putByMethod("cash", 300)
                .putByMethod("card", 700)
                .build());
    assertThat(shift.getTakings(1).getCurrency()).isEqualTo("EUR");
    assertThat(shift.getTakings(1).getByMethodMap()).isEqualTo(Map.of("unknown", 9L));
  }

  @Test
  void shift_isTheSameInAnyOrderHoweverOftenDelivered() {
    Random random = new Random(3);
    List<Message> facts = new ArrayList<>(List.of(OPENED, CLOSED));
    for (int i = 0; i < 20; i++) {
      facts.add(
          TestFacts.random(random, "r" + i).toBuilder()
              .setShiftId(i % 5 == 0 ? "" : "S/1")
              .setCurrency(i % 3 == 0 ? "EUR" : "")
              .build());
    }
    facts.forEach(this::send);
    Map<String, ShiftState> expected = normal(driver);
    assertThat(expected).hasSizeGreaterThan(1);
    for (int round = 0; round < 5; round++) {
      List<Message> delivered = new ArrayList<>(facts);
      delivered.addAll(facts.subList(0, 10));
      Collections.shuffle(delivered, random);
      try (ProjectionDriver<ShiftState> other = driver()) {
        delivered.forEach(fact -> send(other, fact));
        assertThat(normal(other)).isEqualTo(expected);
      }
    }
  }

  @Test
  void late_closingAndReceiptStandForThemselves_andStateIsBounded() {
    Instant day = Instant.parse("2010-12-01T12:00:00Z");
    send(OPENED, day);
    send(receipt("1", 500, PaymentMethod.PAYMENT_METHOD_CASH), day);
    for (int i = 1; i <= 300; i++) {
      Instant at = day.plus(Duration.ofDays(i));
      send(
          sale("r" + i, at.toString(), line("tea", 1, 9)).toBuilder().setShiftId("S" + i).build(),
          at);
    }
    assertThat(driver.entries("rows")).isLessThan(42 + 256);

    Instant now = day.plus(Duration.ofDays(301));
    ShiftState closed = send(CLOSED, now).get(0);
    ShiftState taken = send(receipt("2", 700, PaymentMethod.PAYMENT_METHOD_CARD), now).get(0);

    assertThat(closed.getLate().getIdentity())
        .isEqualTo(Keys.of("shift", "/tenants/demo/stores/s1", "S/1/closed"));
    assertThat(closed.getClosingCash()).isEqualTo(10_300);
    assertThat(closed.hasOpenedAt()).isFalse();
    assertThat(taken.getLate().getIdentity())
        .isEqualTo(Keys.of("receipt", "/tenants/demo/stores/s1", "2"));
    assertThat(taken.getTakings(0).getRevenue()).isEqualTo(700);
    assertThat(taken.getShiftId()).isEqualTo("S/1");
    assertThat(driver.row(SHIFT).getTakings(0).getRevenue()).isEqualTo(500);
    assertThat(send(CLOSED, now))
        .singleElement()
        .extracting(ShiftState::getLate)
        .isEqualTo(LateFact.getDefaultInstance());
  }

  @Test
  void receipt_withoutShift_isCoveredByARowOfItsStoreThatNeverChanges() {
    send(receipt("1", 500, PaymentMethod.PAYMENT_METHOD_CASH));
    for (int i = 1; i <= 2; i++) {
      List<ShiftState> rows = send(sale("none" + i, "2010-12-01T12:00:00Z", line("tea", 1, 9)));
      assertThat(rows)
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.getShiftId()).isEmpty();
                assertThat(row.getTakingsList()).isEmpty();
                assertThat(row.getRevision()).isEqualTo(1);
              });
      assertThat(rows.get(0).getInput().getOffset()).isEqualTo(i);
    }
    assertThat(driver.rows()).containsOnlyKeys(SHIFT, "demo/s1/");
  }

  @Test
  void closing_isKnownByItsHeadersAndByItsIdsAlike() {
    send(CLOSED);
    driver.send(
        Topics.SALES_SHIFTS,
        KEY,
        CLOSED.toBuilder().setCash(1).build().toByteArray(),
        TestFacts.headers("S/1/closed", "/tenants/demo/stores/s1", "shift"),
        ProjectionDriver.NOW);

    assertThat(driver.row(SHIFT).getClosingCash()).isEqualTo(10_300);
    assertThat(driver.row(SHIFT).getEmployeeId()).isEqualTo("bob");
  }

  @Test
  void event_thatSaysNothing_becomesDeadLetter() {
    send(OPENED.toBuilder().clearShiftId().build());
    send(OPENED.toBuilder().clearEvent().build());
    send(OPENED.toBuilder().clearOccurredAt().build());

    assertThat(driver.rows()).isEmpty();
    assertThat(driver.deadLetters(Topics.SALES_SHIFTS)).hasSize(3);
  }

  private static Map<String, ShiftState> normal(ProjectionDriver<ShiftState> driver) {
    Map<String, ShiftState> rows = new TreeMap<>();
    driver.rows().forEach((key, row) -> rows.put(key, normal(row)));
    return rows;
  }

  private static ShiftState normal(ShiftState shift) {
    List<ShiftTakings> takings = new ArrayList<>(shift.getTakingsList());
    takings.sort(Comparator.comparing(ShiftTakings::getCurrency));
    return shift.toBuilder().clearInput().clearTakings().addAllTakings(takings).build();
  }

  private static ProjectionDriver<ShiftState> driver() {
    return new ProjectionDriver<>(
        new ShiftsTopology(), Topics.PROJECTION_SHIFTS, ShiftState.getDefaultInstance());
  }

  private List<ShiftState> send(Message fact) {
    return send(driver, fact);
  }

  private List<ShiftState> send(Message fact, Instant ingestedAt) {
    return driver.send(topic(fact), KEY, fact, ingestedAt);
  }

  private static List<ShiftState> send(ProjectionDriver<ShiftState> driver, Message fact) {
    return driver.send(topic(fact), KEY, fact);
  }

  private static TopicSpec topic(Message fact) {
    return fact instanceof Receipt ? Topics.SALES_RECEIPTS : Topics.SALES_SHIFTS;
  }

  private static Receipt receipt(String id, long total, PaymentMethod method) {
    return sale(id, "2010-12-01T09:00:00Z", line("tea", 1, total)).toBuilder()
        .setShiftId("S/1")
        .addPayments(Payment.newBuilder().setMethod(method).setAmount(total))
        .build();
  }

  private static Shift event(ShiftEvent event, String at) {
    return Shift.newBuilder()
        .setTenant("demo")
        .setStoreId("s1")
        .setShiftId("S/1")
        .setEvent(event)
        .setOccurredAt(Timestamps.of(Instant.parse(at)))
        .build();
  }
}
