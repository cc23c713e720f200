package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.platform.ReadApi;
import io.millrace.loadtest.prove.ledger.Figure;
import io.millrace.loadtest.prove.ledger.Figure.Measure;
import io.millrace.loadtest.prove.ledger.Projection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the read API sums. */
final class Figures {

  private static final int THOUSANDTHS = 3;

  private final ReadApi api;
  private final List<Figure> figures = new ArrayList<>();
  private final Set<String> refundsAskedFor = new HashSet<>();

  Figures(ReadApi api) {
    this.api = api;
  }

  List<Figure> all() {
    return figures;
  }

  void sales(String store, Instant from, Instant to) throws InterruptedException {
    String range = "storeId=" + store + "&from=" + from + "&to=" + to;
    sales(Projection.SALES_BY_HOUR, store, "/api/analytics/sales?bucket=hour&" + range);
    sales(Projection.SALES_BY_DAY, store, "/api/analytics/sales?bucket=day&" + range);
    String top = "/api/analytics/top-products?by=units&limit=500&" + range;
    for (JsonNode product : api.get(top).path("products")) {
      String row = Figure.row(store, product.path("productId").asString());
      add(Projection.PRODUCT_SALES, row, Measure.UNITS, milli(product, "units"));
      add(Projection.PRODUCT_SALES, row, Measure.REVENUE, product.path("revenue").asLong());
    }
    int rank = 0;
    for (JsonNode product :
        api.get("/api/analytics/top-products?by=revenue&limit=5&" + range).path("products")) {
      String row = Figure.row(store, "#" + ++rank);
      add(Projection.TOP_PRODUCTS, row, Measure.REVENUE, product.path("revenue").asLong());
    }
    for (JsonNode hour : api.get("/api/analytics/hours?" + range).path("hours")) {
      String part = hour.path("day").asString() + " " + hour.path("hour").asInt();
      sales(Projection.HOURS_OF_WEEK, Figure.row(store, part), hour);
    }
  }

  void breakdowns(String store, Instant from, Instant to) throws InterruptedException {
    String range = "storeId=" + store + "&from=" + from + "&to=" + to;
    for (JsonNode method : api.get("/api/analytics/payments?" + range).path("payments")) {
      String row = Figure.row(store, "paid " + method.path("method").asString());
      receipts(Projection.SALES_BREAKDOWN, row, method);
      add(Projection.SALES_BREAKDOWN, row, Measure.AMOUNT, method.path("amount").asLong());
    }
    for (JsonNode employee : api.get("/api/analytics/employees?" + range).path("employees")) {
      String row = Figure.row(store, "by " + employee.path("employeeId").asString(""));
      receipts(Projection.SALES_BREAKDOWN, row, employee);
    }
  }

  void shifts(String store) throws InterruptedException {
    for (JsonNode shift : api.list("/api/shifts?limit=500&storeId=" + store, "shifts")) {
      String row = Figure.row(store, shift.path("shiftId").asString());
      add(Projection.SHIFTS, row, Measure.OPENED, shift.hasNonNull("openedAt") ? 1 : 0);
      add(Projection.SHIFTS, row, Measure.CLOSED, shift.hasNonNull("closedAt") ? 1 : 0);
      long opening = shift.path("openingCash").asLong(0);
      long closing = shift.path("closingCash").asLong(0);
      add(Projection.SHIFTS, Figure.row(row, "opening"), Measure.CASH, opening);
      add(Projection.SHIFTS, Figure.row(row, "closing"), Measure.CASH, closing);
      for (JsonNode total : shift.path("totals")) {
        receipts(Projection.SHIFTS, row, total);
        for (JsonNode paid : total.path("payments")) {
          String taken = Figure.row(row, paid.path("method").asString());
          add(Projection.SHIFTS, taken, Measure.AMOUNT, paid.path("amount").asLong());
        }
      }
    }
  }

  /** The refunds that a sale shows; none where it is not there. */
  void refunds(String store, String receiptId) throws InterruptedException {
    String row = Figure.row(store, receiptId);
    String path = "/api/receipts/" + receiptId + "?storeId=" + store;
    if (refundsAskedFor.add(row)) {
      long refunds = api.find(path).map(receipt -> receipt.path("refunds").size()).orElse(0);
      add(Projection.REFUNDS, row, Measure.LINKED, refunds);
    }
  }

  private void sales(Projection projection, String store, String path) throws InterruptedException {
    for (JsonNode bucket : api.get(path).path("buckets")) {
      sales(projection, Figure.row(store, start(bucket)), bucket);
    }
  }

  private void sales(Projection projection, String row, JsonNode sales) {
    receipts(projection, row, sales);
    add(projection, row, Measure.UNITS, milli(sales, "units"));
  }

  private void receipts(Projection projection, String row, JsonNode sales) {
    add(projection, row, Measure.RECEIPTS, sales.path("receipts").asLong());
    add(projection, row, Measure.REFUNDS, sales.path("refunds").asLong());
    add(projection, row, Measure.REVENUE, sales.path("revenue").asLong());
  }

  void stock(String store) throws InterruptedException {
    for (JsonNode level : api.list("/api/stock?limit=500&storeId=" + store, "levels")) {
      String row = Figure.row(store, level.path("productId").asString());
      add(Projection.STOCK_LEVELS, row, Measure.LEVEL, milli(level, "quantity"));
    }
  }

  void lowStock(String store) throws InterruptedException {
    for (JsonNode level : api.list("/api/stock/low?limit=500&storeId=" + store, "levels")) {
      String row = Figure.row(store, level.path("productId").asString());
      add(Projection.LOW_STOCK, row, Measure.LOW, 1);
      add(Projection.LOW_STOCK, row, Measure.ALERTED, level.hasNonNull("alertedAt") ? 1 : 0);
    }
  }

  /** The history of a product in all stores, with the level after each change. */
  void movements(String product) throws InterruptedException {
    String path = "/api/stock/" + product + "/movements?limit=500";
    for (JsonNode moved : api.list(path, "movements")) {
      String fact = moved.path("receiptId").asString(moved.path("movementId").asString(""));
      String place = Figure.row(moved.path("storeId").asString(), product);
      add(
          Projection.STOCK_MOVEMENTS,
          Figure.row(place, fact),
          Measure.LEVEL,
          milli(moved, "level"));
    }
  }

  void webhooks(String source, Instant from, Instant to) throws InterruptedException {
    String path =
        "/api/analytics/webhooks?bucket=minute&sourceKey=" + source + "&from=" + from + "&to=" + to;
    for (JsonNode bucket : api.get(path).path("buckets")) {
      String row = Figure.row(source, start(bucket));
      for (Measure measure :
          List.of(Measure.ACCEPTED, Measure.REJECTED, Measure.DUPLICATES, Measure.BYTES)) {
        String name = measure.name().toLowerCase(Locale.ROOT);
        add(Projection.WEBHOOK_STATS, row, measure, bucket.path(name).asLong());
      }
      for (Map.Entry<String, JsonNode> type : bucket.path("byType").properties()) {
        String byType = Figure.row(row, type.getKey());
        add(Projection.WEBHOOK_STATS, byType, Measure.ACCEPTED, type.getValue().asLong());
      }
    }
  }

  void add(Projection projection, String row, Measure measure, long value) {
    figures.add(new Figure(projection, row, measure, value));
  }

  static Instant start(JsonNode bucket) {
    return OffsetDateTime.parse(bucket.path("start").asString()).toInstant();
  }

  private static long milli(JsonNode node, String name) {
    return node.path(name).decimalValue().movePointRight(THOUSANDTHS).longValueExact();
  }
}
