package io.millrace.loadtest.month;

import io.millrace.loadtest.platform.ReadApi;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What the read API says of a store's month. */
final class ReadBack {

  private static final int THOUSANDTHS = 3;

  private final ReadApi api;
  private final Shop shop;
  private final Sums sums = new Sums();

  private ReadBack(ReadApi api, Shop shop) {
    this.api = api;
    this.shop = shop;
  }

  static Sums of(ReadApi api, Shop shop) throws InterruptedException {
    ReadBack read = new ReadBack(api, shop);
    for (String currency : shop.currencies()) {
      read.sales(currency);
    }
    for (JsonNode level : api.list("/api/stock?limit=500&storeId=" + shop.id(), "levels")) {
      String product = level.path("productId").asString();
      read.sums.add(Names.stock(product), milli(level, "quantity"));
    }
    return read.sums;
  }

  private void sales(String currency) throws InterruptedException {
    for (JsonNode bucket : entries("sales?bucket=hour&", currency, "buckets")) {
      String hour = Names.hour(currency, start(bucket).truncatedTo(ChronoUnit.HOURS));
      sums.add(hour, sold(bucket));
    }
    for (JsonNode bucket : entries("sales?bucket=day&", currency, "buckets")) {
      sums.add(Names.day(currency, start(bucket).toLocalDate()), sold(bucket));
    }
    for (JsonNode hour : entries("hours?", currency, "hours")) {
      String weekday = hour.path("day").asString();
      sums.add(Names.hourOfWeek(currency, weekday, hour.path("hour").asInt()), sold(hour));
    }
    for (JsonNode product : entries("top-products?limit=500&", currency, "products")) {
      sums.add(
          Names.product(currency, product.path("productId").asString()),
          milli(product, "units"),
          product.path("revenue").asLong());
    }
    for (JsonNode method : entries("payments?", currency, "payments")) {
      sums.add(
          Names.paid(currency, method.path("method").asString()),
          method.path("receipts").asLong(),
          method.path("refunds").asLong(),
          method.path("amount").asLong(),
          method.path("revenue").asLong());
    }
    for (JsonNode employee : entries("employees?", currency, "employees")) {
      sums.add(
          Names.employee(currency, employee.path("employeeId").asString("")),
          employee.path("receipts").asLong(),
          employee.path("refunds").asLong(),
          employee.path("revenue").asLong());
    }
  }

  private List<JsonNode> entries(String route, String currency, String name)
      throws InterruptedException {
    return api.list(
        "/api/analytics/%sstoreId=%s&currency=%s&from=%s&to=%s"
            .formatted(
                route,
                shop.id(),
                currency,
                MonthGenerator.FROM.minusDays(1),
                MonthGenerator.FROM.plusDays(MonthGenerator.DAYS + 1)),
        name);
  }

  private static LocalDateTime start(JsonNode bucket) {
    return OffsetDateTime.parse(bucket.path("start").asString()).toLocalDateTime();
  }

  private static long[] sold(JsonNode entry) {
    return new long[] {
      entry.path("receipts").asLong(),
      entry.path("refunds").asLong(),
      milli(entry, "units"),
      entry.path("revenue").asLong()
    };
  }

  private static long milli(JsonNode node, String name) {
    return node.path(name).decimalValue().movePointRight(THOUSANDTHS).longValueExact();
  }
}
