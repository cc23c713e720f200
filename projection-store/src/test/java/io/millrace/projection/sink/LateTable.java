package io.millrace.projection.sink;

import com.google.protobuf.Message;
import io.millrace.projection.breakdown.BreakdownSinkFixture;
import io.millrace.projection.product.ProductSalesSinkFixture;
import io.millrace.projection.sales.SalesSinkFixture;
import io.millrace.projection.support.TestDatabase;
import io.millrace.schemas.projection.v1.ProductSales;
import io.millrace.schemas.projection.v1.SalesBreakdown;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A projection with a late lane whose rows have a count and a revenue of a day.
 *
 * @param row what all rows have in common
 * @param count the name of the count, in a row and in the view
 */
record LateTable(
    Projection<?> projection, TopicSpec topic, Message row, String view, String count) {

  static final List<LateTable> ALL =
      List.of(
          new LateTable(
              SalesSinkFixture.byDay(),
              Topics.PROJECTION_SALES_BY_DAY,
              SalesBucket.getDefaultInstance(),
              "sales_day",
              "receipts"),
          new LateTable(
              ProductSalesSinkFixture.productSales(),
              Topics.PROJECTION_PRODUCT_SALES,
              ProductSales.newBuilder().setProductId("tea").build(),
              "product_sales",
              "units_milli"),
          new LateTable(
              BreakdownSinkFixture.breakdown(),
              Topics.PROJECTION_SALES_BREAKDOWN,
              SalesBreakdown.newBuilder().setDimension("payment").setValue("cash").build(),
              "sales_breakdown",
              "receipts"));

  /** Count and revenue by the start of the day. */
  Map<String, String> figures(TestDatabase database, String tenant) {
    Map<String, String> figures = new TreeMap<>();
    database
        .rows(
            "select to_char(start, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), %s || '/' || revenue from %s"
                    .formatted(count, view)
                + " where tenant = '%s'".formatted(tenant))
        .forEach(day -> figures.put(day.split("\\|")[0], day.split("\\|")[1]));
    return figures;
  }
}
