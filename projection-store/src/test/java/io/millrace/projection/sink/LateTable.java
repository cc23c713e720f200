package io.millrace.projection.sink;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.millrace.projection.ai.AiSinkFixture;
import io.millrace.projection.breakdown.BreakdownSinkFixture;
import io.millrace.projection.product.ProductSalesSinkFixture;
import io.millrace.projection.sales.SalesSinkFixture;
import io.millrace.projection.shift.ShiftSinkFixture;
import io.millrace.projection.support.TestDatabase;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.AiUsage;
import io.millrace.schemas.projection.v1.ProductSales;
import io.millrace.schemas.projection.v1.SalesBreakdown;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.schemas.projection.v1.ShiftTakings;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A projection with a late lane whose rows have a count and a revenue of a day.
 *
 * @param origin the facts it is made of
 * @param row makes a row of store {@code s}
 * @param figures a query of day, count and revenue, up to the tenant
 */
record LateTable(
    LateOrigin origin,
    Projection<?> projection,
    TopicSpec topic,
    Function<Day, Message> row,
    String figures) {

  private static final String BY_START =
      "select to_char(start, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), %s || '/' || revenue from %s";

  /** What a row says of a day. */
  record Day(String tenant, Instant at, long count, long revenue, long revision) {

    static Day empty(String tenant, Instant start) {
      return new Day(tenant, start, 0, 0, 0);
    }

    Day plus(long sold) {
      return new Day(tenant, at, count + 1, revenue + sold, revision + 1);
    }

    Timestamp start() {
      return Timestamps.of(at);
    }
  }

  static final List<LateTable> ALL =
      List.of(
          new LateTable(
              LateOrigin.RECEIPTS,
              SalesSinkFixture.byDay(),
              Topics.PROJECTION_SALES_BY_DAY,
              LateTable::bucket,
              BY_START.formatted("receipts", "sales_day")),
          new LateTable(
              LateOrigin.RECEIPTS,
              ProductSalesSinkFixture.productSales(),
              Topics.PROJECTION_PRODUCT_SALES,
              LateTable::product,
              BY_START.formatted("units_milli", "product_sales")),
          new LateTable(
              LateOrigin.RECEIPTS,
              BreakdownSinkFixture.breakdown(),
              Topics.PROJECTION_SALES_BREAKDOWN,
              LateTable::breakdown,
              BY_START.formatted("receipts", "sales_breakdown")),
          new LateTable(
              LateOrigin.RECEIPTS,
              ShiftSinkFixture.shifts(),
              Topics.PROJECTION_SHIFTS,
              LateTable::shift,
              "select shift_id, (t->>'receipts') || '/' || (t->>'revenue')"
                  + " from shift, jsonb_array_elements(takings) t"),
          new LateTable(
              LateOrigin.RESULTS,
              AiSinkFixture.usage(),
              Topics.PROJECTION_AI_USAGE,
              LateTable::usage,
              BY_START.formatted(
                  "requests",
                  "(select tenant, start, sum(requests) as requests, sum(prompt_tokens) as revenue"
                      + " from ai_usage_hour group by tenant, start) u")));

  /** Count and revenue by the start of the day. */
  Map<String, String> figures(TestDatabase database, String tenant) {
    Map<String, String> days = new TreeMap<>();
    database
        .rows(figures + " where tenant = '%s'".formatted(tenant))
        .forEach(day -> days.put(day.split("\\|")[0], day.split("\\|")[1]));
    return days;
  }

  private static Message bucket(Day day) {
    return SalesBucket.newBuilder()
        .setTenant(day.tenant)
        .setStoreId("s")
        .setStart(day.start())
        .setReceipts(day.count)
        .setRevenue(day.revenue)
        .setRevision(day.revision)
        .build();
  }

  private static Message product(Day day) {
    return ProductSales.newBuilder()
        .setTenant(day.tenant)
        .setStoreId("s")
        .setProductId("tea")
        .setStart(day.start())
        .setUnitsMilli(day.count)
        .setRevenue(day.revenue)
        .setRevision(day.revision)
        .build();
  }

  private static Message breakdown(Day day) {
    return SalesBreakdown.newBuilder()
        .setTenant(day.tenant)
        .setStoreId("s")
        .setDimension("payment")
        .setValue("cash")
        .setStart(day.start())
        .setReceipts(day.count)
        .setRevenue(day.revenue)
        .setRevision(day.revision)
        .build();
  }

  private static Message usage(Day day) {
    return AiUsage.newBuilder()
        .setTenant(day.tenant)
        .setModel("small")
        .setPriority("normal")
        .setStart(day.start())
        .setRequests(day.count)
        .setPromptTokens(day.revenue)
        .setRevision(day.revision)
        .build();
  }

  /** A shift for each day. */
  private static Message shift(Day day) {
    return ShiftState.newBuilder()
        .setTenant(day.tenant)
        .setStoreId("s")
        .setShiftId(day.at.toString())
        .setStart(day.start())
        .setFirstAt(day.start())
        .addTakings(ShiftTakings.newBuilder().setReceipts(day.count).setRevenue(day.revenue))
        .setRevision(day.revision)
        .build();
  }
}
