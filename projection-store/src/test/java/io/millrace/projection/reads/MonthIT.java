package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.millrace.projection.reads.Month.Shop;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A month's rows through sinks and queries, shuffled and many of them twice, and the same figures
 * by plain loops over the receipts.
 */
class MonthIT {

  private static final String TENANT = "month";
  private static final List<String> FIGURES =
      List.of("receipts", "refunds", "units", "amount", "revenue");

  private final ReadApp app = ReadApp.shared();
  private final ReadClient client = app.client(TENANT, "read");
  private final Random random = new Random(20260329);
  private final List<Receipt> receipts = Month.generate(random, TENANT, 400);

  @Test
  void figures_ofEveryShopAndCurrency_areThoseOfPlainLoops() {
    Month.SHOPS.forEach(shop -> app.store(TENANT, shop.id(), shop.zone(), shop.currency()));
    MonthRows rows = new MonthRows();
    receipts.forEach(rows::add);
    rows.written()
        .forEach(
            (topic, all) -> {
              List<Message> sent = new ArrayList<>(all);
              all.stream().filter(row -> random.nextInt(4) == 0).forEach(sent::add);
              Collections.shuffle(sent, random);
              for (int i = 0; i < sent.size(); i++) {
                app.topics().sendAsync(topic, TENANT + "/" + i % 5, sent.get(i));
              }
            });
    app.topics().flush();

    for (Shop shop : Month.SHOPS) {
      for (String currency : List.of(shop.currency(), "USD")) {
        Awaitility.await()
            .atMost(java.time.Duration.ofSeconds(60))
            .untilAsserted(() -> assertFigures(shop, currency));
      }
      assertThat(client.get("/api/analytics/sales?storeId=" + query(shop, "")).code())
          .isEqualTo("mixed-currencies");
    }
  }

  private void assertFigures(Shop shop, String currency) {
    ZoneId zone = ZoneId.of(shop.zone());
    assertThat(answer("sales?bucket=hour", shop, currency, "buckets", MonthIT::start))
        .as("hours of %s", shop)
        .isEqualTo(
            expected(
                shop, currency, receipt -> local(receipt, zone).truncatedTo(ChronoUnit.HOURS)));
    assertThat(answer("sales?bucket=day", shop, currency, "buckets", MonthIT::start))
        .as("days of %s", shop)
        .isEqualTo(
            expected(shop, currency, receipt -> local(receipt, zone).truncatedTo(ChronoUnit.DAYS)));
    assertThat(
            answer(
                "hours?",
                shop,
                currency,
                "hours",
                hour -> hour.path("day").asString() + " " + hour.path("hour").asInt()))
        .as("hours of the week of %s", shop)
        .isEqualTo(
            expected(
                shop,
                currency,
                receipt ->
                    local(receipt, zone).getDayOfWeek().name().toLowerCase(Locale.ROOT)
                        + " "
                        + local(receipt, zone).getHour()));
    assertThat(
            answer(
                "employees?",
                shop,
                currency,
                "employees",
                employee -> employee.path("employeeId").asString("")))
        .as("employees of %s", shop)
        .isEqualTo(without("units", expected(shop, currency, Receipt::getEmployeeId)));
    Map<String, Map<String, BigDecimal>> payments =
        without("units", expected(shop, currency, MonthIT::method));
    payments.values().forEach(figures -> figures.put("amount", figures.get("revenue")));
    assertThat(
            answer(
                "payments?",
                shop,
                currency,
                "payments",
                payment -> payment.path("method").asString()))
        .as("payments of %s", shop)
        .isEqualTo(payments);
    assertThat(
            answer(
                "top-products?limit=500",
                shop,
                currency,
                "products",
                product -> product.path("productId").asString()))
        .as("products of %s", shop)
        .isEqualTo(products(shop, currency));
  }

  private Map<String, Map<String, BigDecimal>> answer(
      String route, Shop shop, String currency, String list, Function<JsonNode, Object> key) {
    Map<String, Map<String, BigDecimal>> entries = new TreeMap<>();
    JsonNode answer =
        client.get("/api/analytics/" + route + "&storeId=" + query(shop, currency)).json();
    for (JsonNode entry : answer.path(list)) {
      Map<String, BigDecimal> figures = new TreeMap<>();
      for (String figure : FIGURES) {
        if (entry.has(figure)) {
          figures.put(figure, entry.path(figure).decimalValue().stripTrailingZeros());
        }
      }
      assertThat(entries.put(key.apply(entry).toString(), figures)).isNull();
    }
    return entries;
  }

  private Map<String, Map<String, BigDecimal>> expected(
      Shop shop, String currency, Function<Receipt, Object> key) {
    Map<String, Map<String, BigDecimal>> entries = new TreeMap<>();
    for (Receipt receipt : of(shop, currency)) {
      Map<String, BigDecimal> figures =
          entries.computeIfAbsent(key.apply(receipt).toString(), name -> new TreeMap<>());
      long sign = sign(receipt);
      long units = receipt.getLinesList().stream().mapToLong(ReceiptLine::getQuantityMilli).sum();
      add(figures, "receipts", sign > 0 ? 1 : 0, 0);
      add(figures, "refunds", sign > 0 ? 0 : 1, 0);
      add(figures, "units", sign * units, 3);
      add(figures, "revenue", sign * receipt.getTotal(), 0);
    }
    return entries;
  }

  private Map<String, Map<String, BigDecimal>> products(Shop shop, String currency) {
    Map<String, Map<String, BigDecimal>> entries = new TreeMap<>();
    for (Receipt receipt : of(shop, currency)) {
      for (ReceiptLine line : receipt.getLinesList()) {
        Map<String, BigDecimal> figures =
            entries.computeIfAbsent(line.getProductId(), name -> new TreeMap<>());
        add(figures, "units", sign(receipt) * line.getQuantityMilli(), 3);
        add(figures, "revenue", sign(receipt) * line.getAmount(), 0);
      }
    }
    return entries;
  }

  private List<Receipt> of(Shop shop, String currency) {
    return receipts.stream()
        .filter(receipt -> receipt.getStoreId().equals(shop.id()))
        .filter(
            receipt ->
                currency.equals(
                    receipt.getCurrency().isEmpty() ? shop.currency() : receipt.getCurrency()))
        .toList();
  }

  private static void add(
      Map<String, BigDecimal> figures, String name, long unscaled, int decimals) {
    figures.merge(
        name,
        BigDecimal.valueOf(unscaled, decimals).stripTrailingZeros(),
        (sum, more) -> sum.add(more).stripTrailingZeros());
  }

  private static Map<String, Map<String, BigDecimal>> without(
      String figure, Map<String, Map<String, BigDecimal>> entries) {
    entries.values().forEach(figures -> figures.remove(figure));
    return entries;
  }

  private static String query(Shop shop, String currency) {
    return URLEncoder.encode(shop.id(), StandardCharsets.UTF_8)
        + "&from=2026-03-14&to=2026-04-17"
        + (currency.isEmpty() ? "" : "&currency=" + currency);
  }

  private static LocalDateTime start(JsonNode bucket) {
    return OffsetDateTime.parse(bucket.path("start").asString()).toLocalDateTime();
  }

  private static LocalDateTime local(Receipt receipt, ZoneId zone) {
    return LocalDateTime.ofInstant(Timestamps.toInstant(receipt.getOccurredAt()), zone);
  }

  private static String method(Receipt receipt) {
    return receipt.getPaymentsCount() == 0
        ? "unknown"
        : receipt
            .getPayments(0)
            .getMethod()
            .name()
            .replace("PAYMENT_METHOD_", "")
            .toLowerCase(Locale.ROOT);
  }

  private static long sign(Receipt receipt) {
    return receipt.getType() == ReceiptType.RECEIPT_TYPE_REFUND ? -1 : 1;
  }
}
