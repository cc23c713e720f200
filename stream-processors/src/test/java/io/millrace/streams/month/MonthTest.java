package io.millrace.streams.month;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.LateFact;
import io.millrace.schemas.projection.v1.ProductSales;
import io.millrace.schemas.projection.v1.SalesBreakdown;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Payment;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.breakdown.SalesBreakdownTopology;
import io.millrace.streams.product.ProductSalesTopology;
import io.millrace.streams.projection.ProjectionDriver;
import io.millrace.streams.projection.ProjectionTopology;
import io.millrace.streams.sales.SalesTopology;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A shuffled month through the topologies, and the same figures by plain loops over the receipts.
 */
class MonthTest {

  private final Month month = Month.generate(20260329, 200);
  private final List<Receipt> delivered = month.delivered(new Random(5));

  @ParameterizedTest
  @EnumSource
  void quarters_sumToTheHoursDaysAndHoursOfWeekOfEachShop(Delivery delivery) {
    Sums expected = new Sums();
    for (Receipt receipt : month.receipts()) {
      addLocal(
          expected, shop(receipt), receipt.getOccurredAt(), receipt.getCurrency(), all(receipt));
    }
    Sums actual = new Sums();
    for (SalesBucket row :
        rows(
            delivery,
            SalesTopology.byHour(),
            Topics.PROJECTION_SALES_BY_HOUR,
            SalesBucket.getDefaultInstance())) {
      addLocal(actual, shop(row.getStoreId()), row.getStart(), row.getCurrency(), all(row));
    }

    assertThat(actual).isEqualTo(expected);
    assertThat(expected.keys())
        .contains("lord/howe AUD day 2026-04-05", "london GBP day 2026-03-29");
  }

  @ParameterizedTest
  @EnumSource
  void days_areThoseOfUtc(Delivery delivery) {
    Sums expected = new Sums();
    for (Receipt receipt : month.receipts()) {
      expected.add(utcDay(receipt.getStoreId(), receipt.getOccurredAt()), all(receipt));
    }
    Sums actual = new Sums();
    for (SalesBucket row :
        rows(
            delivery,
            SalesTopology.byDay(),
            Topics.PROJECTION_SALES_BY_DAY,
            SalesBucket.getDefaultInstance())) {
      actual.add(utcDay(row.getStoreId(), row.getStart()), all(row));
    }

    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void products_sumToWhatTheirLinesSay(Delivery delivery) {
    Sums expected = new Sums();
    for (Receipt receipt : month.receipts()) {
      for (ReceiptLine line : receipt.getLinesList()) {
        expected.add(
            receipt.getStoreId() + receipt.getCurrency() + line.getProductId(),
            sign(receipt) * line.getQuantityMilli(),
            sign(receipt) * line.getAmount());
      }
    }
    Sums actual = new Sums();
    for (ProductSales row :
        rows(
            delivery,
            new ProductSalesTopology(),
            Topics.PROJECTION_PRODUCT_SALES,
            ProductSales.getDefaultInstance())) {
      actual.add(
          row.getStoreId() + row.getCurrency() + row.getProductId(),
          row.getUnitsMilli(),
          row.getRevenue());
    }

    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void breakdown_sumsToPaymentsAndEmployeesOfEachLocalDay(Delivery delivery) {
    Sums expected = new Sums();
    for (Receipt receipt : month.receipts()) {
      String day = localDay(shop(receipt), receipt.getOccurredAt(), receipt.getCurrency());
      long total = sign(receipt) * receipt.getTotal();
      expected.add(day + " employee " + receipt.getEmployeeId(), 1, total, total);
      if (receipt.getPaymentsCount() == 0) {
        expected.add(day + " payment unknown", 1, total, total);
      }
      List<String> methods = receipt.getPaymentsList().stream().map(MonthTest::method).toList();
      for (String method : methods.stream().distinct().toList()) {
        long paid = 0;
        for (int i = 0; i < methods.size(); i++) {
          paid += methods.get(i).equals(method) ? receipt.getPayments(i).getAmount() : 0;
        }
        expected.add(day + " payment " + method, 1, sign(receipt) * paid, total);
      }
    }
    Sums actual = new Sums();
    for (SalesBreakdown row :
        rows(
            delivery,
            new SalesBreakdownTopology(),
            Topics.PROJECTION_SALES_BREAKDOWN,
            SalesBreakdown.getDefaultInstance())) {
      actual.add(
          localDay(shop(row.getStoreId()), row.getStart(), row.getCurrency())
              + " "
              + row.getDimension()
              + " "
              + row.getValue(),
          row.getReceipts() + row.getRefunds(),
          row.getAmount(),
          row.getRevenue());
    }

    assertThat(actual).isEqualTo(expected);
  }

  private <R extends Message> Collection<R> rows(
      Delivery delivery, ProjectionTopology topology, TopicSpec output, R row) {
    Map<String, Long> first = new HashMap<>();
    try (ProjectionDriver<R> driver = new ProjectionDriver<>(topology, output, row)) {
      for (int i = 0; i < delivered.size(); i++) {
        Receipt receipt = delivered.get(i);
        first.putIfAbsent(receipt.getReceiptId(), (long) i);
        driver.send(
            Topics.SALES_RECEIPTS,
            Keys.of(receipt.getTenant(), receipt.getStoreId()),
            receipt,
            delivery.at(i));
      }
      Collection<R> rows = driver.rows().values();
      assertThat(rows.stream().anyMatch(any -> late(any).isPresent()))
          .isEqualTo(delivery == Delivery.OVER_MONTHS);
      return rows.stream().filter(any -> counts(any, first)).toList();
    }
  }

  /** Late rows count as the sink counts them: if the receipt came there first. */
  private static boolean counts(Message row, Map<String, Long> first) {
    return late(row)
        .map(
            fact ->
                !fact.getIdentity().isEmpty()
                    && first.get(Keys.split(fact.getIdentity()).get(2))
                        == fact.getPosition().getOffset())
        .orElse(true);
  }

  private static Optional<LateFact> late(Message row) {
    FieldDescriptor late = row.getDescriptorForType().findFieldByName("late");
    return row.hasField(late) ? Optional.of((LateFact) row.getField(late)) : Optional.empty();
  }

  /** When the receipts come. */
  private enum Delivery {
    AT_ONCE,
    /** So that most come when their bucket is retired, and repetitions when they are forgotten. */
    OVER_MONTHS;

    Instant at(int receipt) {
      return this == AT_ONCE
          ? ProjectionDriver.NOW
          : Month.FROM.plus(Duration.ofHours(18).multipliedBy(receipt));
    }
  }

  private static void addLocal(
      Sums sums, Month.Shop shop, Timestamp at, String currency, long... figures) {
    LocalDateTime local = local(shop, at);
    String prefix = shop.id() + " " + currency;
    sums.add(prefix + " hour " + local.truncatedTo(ChronoUnit.HOURS), figures);
    sums.add(localDay(shop, at, currency), figures);
    sums.add(prefix + " week " + local.getDayOfWeek() + " " + local.getHour(), figures);
  }

  private static String localDay(Month.Shop shop, Timestamp at, String currency) {
    return shop.id() + " " + currency + " day " + local(shop, at).toLocalDate();
  }

  private static LocalDateTime local(Month.Shop shop, Timestamp at) {
    return LocalDateTime.ofInstant(Instant.ofEpochSecond(at.getSeconds()), shop.zone());
  }

  private static String utcDay(String store, Timestamp at) {
    return store + LocalDateTime.ofEpochSecond(at.getSeconds(), 0, ZoneOffset.UTC).toLocalDate();
  }

  private static long[] all(Receipt receipt) {
    long units = receipt.getLinesList().stream().mapToLong(ReceiptLine::getQuantityMilli).sum();
    return new long[] {
      sign(receipt) > 0 ? 1 : 0,
      sign(receipt) > 0 ? 0 : 1,
      sign(receipt) * units,
      sign(receipt) * receipt.getTotal()
    };
  }

  private static long[] all(SalesBucket row) {
    return new long[] {row.getReceipts(), row.getRefunds(), row.getUnitsMilli(), row.getRevenue()};
  }

  private static String method(Payment payment) {
    return payment.getMethod().name().substring("PAYMENT_METHOD_".length()).toLowerCase();
  }

  private static long sign(Receipt receipt) {
    return receipt.getType() == ReceiptType.RECEIPT_TYPE_REFUND ? -1 : 1;
  }

  private static Month.Shop shop(Receipt receipt) {
    return shop(receipt.getStoreId());
  }

  private static Month.Shop shop(String id) {
    return Month.SHOPS.stream().filter(shop -> shop.id().equals(id)).findFirst().orElseThrow();
  }
}
