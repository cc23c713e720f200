package io.millrace.streams.product;

import static io.millrace.streams.projection.TestFacts.KEY;
import static io.millrace.streams.projection.TestFacts.line;
import static io.millrace.streams.projection.TestFacts.refund;
import static io.millrace.streams.projection.TestFacts.sale;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.projection.v1.ProductSales;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProductSalesTopologyTest {

  private final ProjectionDriver<ProductSales> driver =
      new ProjectionDriver<>(
          new ProductSalesTopology(),
          Topics.PROJECTION_PRODUCT_SALES,
          ProductSales.getDefaultInstance());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void count_foldsLinesOfOneProductAndLeavesTheReceiptDiscountAside() {
    Receipt receipt =
        sale(
                "1",
                "2010-12-01T08:26:00Z",
                line("a/b", 2, 300),
                line("cup", 1, 500),
                line("a/b", 1, 250))
            .toBuilder()
            .setDiscount(100)
            .setTotal(1_250)
            .build();

    assertThat(driver.send(Topics.SALES_RECEIPTS, KEY, receipt)).hasSize(2);
    ProductSales row = driver.row("demo/s1//a%2Fb/2010-12-01T08:15:00Z");
    assertThat(row.getProductId()).isEqualTo("a/b");
    assertThat(row.getName()).isEqualTo("name of a/b");
    assertThat(row.getUnitsMilli()).isEqualTo(3_000);
    assertThat(row.getRevenue()).isEqualTo(850);
    assertThat(row.getRevision()).isEqualTo(1);
  }

  @Test
  void count_subtractsRefunds() {
    driver.send(
        Topics.SALES_RECEIPTS, KEY, refund("1", "2010-12-01T08:26:00Z", line("tea", 2, 300)));
    driver.send(Topics.SALES_RECEIPTS, KEY, sale("2", "2010-12-01T08:26:00Z", line("tea", 1, 300)));

    ProductSales row = driver.row("demo/s1//tea/2010-12-01T08:15:00Z");
    assertThat(row.getUnitsMilli()).isEqualTo(-1_000);
    assertThat(row.getRevenue()).isEqualTo(-300);
    assertThat(row.getRevision()).isEqualTo(2);
  }

  @Test
  void count_keepsTheNewestName() {
    ReceiptLine renamed = line("tea", 1, 1).toBuilder().setName("green tea").build();
    ReceiptLine nameless = line("tea", 1, 1).toBuilder().clearName().build();
    driver.send(Topics.SALES_RECEIPTS, KEY, sale("1", "2010-12-01T08:26:00Z", line("tea", 1, 1)));
    driver.send(Topics.SALES_RECEIPTS, KEY, sale("2", "2010-12-01T08:26:00Z", renamed));
    driver.send(Topics.SALES_RECEIPTS, KEY, sale("3", "2010-12-01T08:26:00Z", nameless));

    assertThat(driver.row("demo/s1//tea/2010-12-01T08:15:00Z").getName()).isEqualTo("green tea");
  }

  @Test
  void duplicate_emitsTheLastRowOfTheReceiptAgain() {
    Receipt receipt = sale("1", "2010-12-01T08:26:00Z", line("tea", 1, 300), line("cup", 1, 500));
    List<ProductSales> first = driver.send(Topics.SALES_RECEIPTS, KEY, receipt);
    assertThat(first)
        .as("only the last row covers the fact")
        .extracting(row -> row.getInput().getOffset())
        .containsExactly(-1L, 0L);

    List<ProductSales> again = driver.send(Topics.SALES_RECEIPTS, KEY, receipt);

    assertThat(again)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getProductId()).isEqualTo("cup");
              assertThat(row.getInput().getOffset()).isEqualTo(1);
              assertThat(row.getRevision()).isEqualTo(1);
              assertThat(row.getUnitsMilli()).isEqualTo(1_000);
            });
  }

  @Test
  void duplicate_withOtherProductsAndAnotherTimeEmitsTheCountedRow() {
    driver.send(Topics.SALES_RECEIPTS, KEY, sale("1", "2010-12-01T08:26:00Z", line("tea", 1, 300)));

    List<ProductSales> again =
        driver.send(
            Topics.SALES_RECEIPTS, KEY, sale("1", "2010-12-01T09:26:00Z", line("cup", 1, 500)));

    assertThat(again)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getProductId()).isEqualTo("tea");
              assertThat(row.getInput().getOffset()).isEqualTo(1);
            });
    assertThat(driver.rows()).containsOnlyKeys("demo/s1//tea/2010-12-01T08:15:00Z");
    assertThat(driver.deadLetters(Topics.SALES_RECEIPTS)).isEmpty();
  }

  @Test
  void count_givesTheSameRowsInAnyOrderHoweverOftenDelivered() {
    Random random = new Random(7);
    List<Receipt> facts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      facts.add(TestFacts.random(random, "r" + i));
    }
    List<Receipt> delivered = new ArrayList<>(facts);
    facts.stream().filter(fact -> random.nextBoolean()).forEach(delivered::add);
    Collections.shuffle(delivered, random);
    delivered.forEach(receipt -> driver.send(Topics.SALES_RECEIPTS, KEY, receipt));

    Map<String, List<Long>> expected = new HashMap<>();
    for (Receipt receipt : facts) {
      String start =
          Instant.ofEpochSecond(receipt.getOccurredAt().getSeconds() / 900 * 900).toString();
      long sign = receipt.getType() == ReceiptType.RECEIPT_TYPE_REFUND ? -1 : 1;
      for (ReceiptLine line : receipt.getLinesList()) {
        expected.merge(
            KEY + "//" + line.getProductId() + "/" + start,
            List.of(sign * line.getQuantityMilli(), sign * line.getAmount()),
            (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
      }
    }
    Map<String, List<Long>> figures = new HashMap<>();
    driver
        .rows()
        .forEach((key, row) -> figures.put(key, List.of(row.getUnitsMilli(), row.getRevenue())));
    assertThat(figures).isEqualTo(expected);
  }
}
