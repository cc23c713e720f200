package io.millrace.streams.breakdown;

import static io.millrace.streams.projection.TestFacts.KEY;
import static io.millrace.streams.projection.TestFacts.line;
import static io.millrace.streams.projection.TestFacts.refund;
import static io.millrace.streams.projection.TestFacts.sale;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.projection.v1.SalesBreakdown;
import io.millrace.schemas.sales.v1.Payment;
import io.millrace.schemas.sales.v1.PaymentMethod;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionDriver;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SalesBreakdownTopologyTest {

  private static final String AT = "2010-12-01T08:26:00Z";
  private static final String QUARTER = "/2010-12-01T08:15:00Z";

  private final ProjectionDriver<SalesBreakdown> driver =
      new ProjectionDriver<>(
          new SalesBreakdownTopology(),
          Topics.PROJECTION_SALES_BREAKDOWN,
          SalesBreakdown.getDefaultInstance());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void count_addsARowForEachMethodAndOneForTheEmployee() {
    send(
        sale("1", AT, line("tea", 1, 1_000)).toBuilder()
            .setCurrency("GBP")
            .setEmployeeId("ann/1")
            .addPayments(paid(PaymentMethod.PAYMENT_METHOD_CASH, 300))
            .addPayments(paid(PaymentMethod.PAYMENT_METHOD_CARD, 600))
            .addPayments(paid(PaymentMethod.PAYMENT_METHOD_CASH, 100))
            .build());

    assertThat(driver.rows())
        .containsOnlyKeys(
            "demo/s1/GBP/payment/cash" + QUARTER,
            "demo/s1/GBP/payment/card" + QUARTER,
            "demo/s1/GBP/employee/ann%2F1" + QUARTER);
    assertThat(figures("demo/s1/GBP/payment/cash")).containsExactly(1L, 0L, 400L, 1_000L);
    assertThat(figures("demo/s1/GBP/payment/card")).containsExactly(1L, 0L, 600L, 1_000L);
    assertThat(figures("demo/s1/GBP/employee/ann%2F1")).containsExactly(1L, 0L, 1_000L, 1_000L);
    assertThat(driver.row("demo/s1/GBP/employee/ann%2F1" + QUARTER).getValue()).isEqualTo("ann/1");
  }

  @Test
  void count_subtractsRefunds() {
    Payment card = paid(PaymentMethod.PAYMENT_METHOD_CARD, 500);
    send(sale("1", AT, line("tea", 1, 500)).toBuilder().addPayments(card).build());
    send(refund("2", AT, line("tea", 1, 500)).toBuilder().addPayments(card).build());
    send(refund("3", AT, line("tea", 1, 500)).toBuilder().addPayments(card).build());

    assertThat(figures("demo/s1//payment/card")).containsExactly(1L, 2L, -500L, -500L);
  }

  @Test
  void count_ofAReceiptThatNamesNoMethodAndNobody_isUnknownAndEmpty() {
    List<SalesBreakdown> rows = send(sale("1", AT, line("tea", 2, 300)));

    assertThat(rows).hasSize(2);
    assertThat(figures("demo/s1//payment/unknown")).containsExactly(1L, 0L, 600L, 600L);
    assertThat(figures("demo/s1//employee/")).containsExactly(1L, 0L, 600L, 600L);
    assertThat(rows)
        .as("only the last row covers the fact")
        .extracting(row -> row.getInput().getOffset())
        .containsExactly(-1L, 0L);
  }

  @Test
  void count_ofAReceiptWithAMethodNobodyKnows_losesNothing() {
    send(
        sale("1", AT, line("tea", 1, 100)).toBuilder()
            .addPayments(Payment.newBuilder().setMethodValue(99).setAmount(100))
            .build());

    assertThat(figures("demo/s1//payment/unknown")).containsExactly(1L, 0L, 100L, 100L);
    assertThat(driver.deadLetters(Topics.SALES_RECEIPTS)).isEmpty();
  }

  @Test
  void duplicate_countsOnceAndIsCovered() {
    Receipt receipt = sale("1", AT, line("tea", 1, 100));
    send(receipt);
    List<SalesBreakdown> again = send(receipt.toBuilder().setEmployeeId("other").build());

    assertThat(again)
        .singleElement()
        .satisfies(row -> assertThat(row.getInput().getOffset()).isEqualTo(1));
    assertThat(figures("demo/s1//employee/")).containsExactly(1L, 0L, 100L, 100L);
    assertThat(driver.rows()).hasSize(2);
  }

  private List<Long> figures(String key) {
    SalesBreakdown row = driver.row(key + QUARTER);
    return List.of(row.getReceipts(), row.getRefunds(), row.getAmount(), row.getRevenue());
  }

  private List<SalesBreakdown> send(Receipt receipt) {
    return driver.send(Topics.SALES_RECEIPTS, KEY, receipt);
  }

  private static Payment paid(PaymentMethod method, long amount) {
    return Payment.newBuilder().setMethod(method).setAmount(amount).build();
  }
}
