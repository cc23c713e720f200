package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.platform.ReadApi;
import io.millrace.loadtest.prove.ledger.Figure;
import io.millrace.loadtest.prove.ledger.Figure.Measure;
import io.millrace.loadtest.prove.ledger.Projection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the read API sums. */
final class Figures {

  private static final int THOUSANDTHS = 3;

  private final ReadApi api;
  private final List<Figure> figures = new ArrayList<>();

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
  }

  private void sales(Projection projection, String store, String path) throws InterruptedException {
    for (JsonNode bucket : api.get(path).path("buckets")) {
      String row = Figure.row(store, start(bucket));
      add(projection, row, Measure.RECEIPTS, bucket.path("receipts").asLong());
      add(projection, row, Measure.REFUNDS, bucket.path("refunds").asLong());
      add(projection, row, Measure.UNITS, milli(bucket, "units"));
      add(projection, row, Measure.REVENUE, bucket.path("revenue").asLong());
    }
  }

  void stock(String store) throws InterruptedException {
    String path = "/api/stock?limit=500&storeId=" + store;
    JsonNode page = api.get(path);
    while (true) {
      for (JsonNode level : page.path("levels")) {
        String row = Figure.row(store, level.path("productId").asString());
        add(Projection.STOCK_LEVELS, row, Measure.LEVEL, milli(level, "quantity"));
      }
      if (!page.hasNonNull("nextCursor")) {
        return;
      }
      page = api.get(path + "&cursor=" + page.path("nextCursor").asString());
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

  private void add(Projection projection, String row, Measure measure, long value) {
    figures.add(new Figure(projection, row, measure, value));
  }

  private static Instant start(JsonNode bucket) {
    return OffsetDateTime.parse(bucket.path("start").asString()).toInstant();
  }

  private static long milli(JsonNode node, String name) {
    return node.path(name).decimalValue().movePointRight(THOUSANDTHS).longValueExact();
  }
}
