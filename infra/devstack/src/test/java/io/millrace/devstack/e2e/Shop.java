package io.millrace.devstack.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.devstack.e2e.Figures.Bucket;
import io.millrace.devstack.e2e.Figures.TopProduct;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The shop and the webhook sender of the main job, a tenant of their own: what they send, and what
 * must come of it.
 */
final class Shop {

  private static final Logger log = LoggerFactory.getLogger(Shop.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final ZoneId ZONE = ZoneId.of("Europe/London");
  private static final String STORE = "high-street/1";
  private static final String STORE_QUERY = "storeId=high-street%2F1";
  private static final String RANGE = "&from=2010-12-01T00:00:00Z&to=2010-12-04T00:00:00Z";
  private static final String SECRET = "it's a secret to everybody";
  private static final int SENDERS = 8;

  private final Workload workload;
  private final Figures expected;
  private final MillraceClient client;
  private final String sourceKey;
  private boolean open;

  /** Registers key, store and source. */
  Shop(Path projectRoot, MillraceClient demo) {
    workload =
        RealWorkload.find(projectRoot, ZONE).orElseGet(() -> GeneratedWorkload.generate(20101201L));
    log.info("end-to-end on {}", workload.description());
    expected = Figures.of(workload, ZONE);
    JsonNode key =
        demo.post("/api/keys", Map.of("tenant", "e2e", "scopes", List.of("write", "read", "ops")));
    client = demo.withKey(key.get("key").asString());
    await("the key takes effect").ignoreExceptions().untilAsserted(() -> client.get("/api/stock"));
    client.put(
        "/api/reference/stores/high-street%2F1",
        Map.of("name", "High Street", "timezone", ZONE.getId(), "currency", "GBP"));
    sourceKey =
        client
            .post("/api/sources", Map.of("name", "octo", "scheme", "github", "secret", SECRET))
            .get("sourceKey")
            .asString();
  }

  /**
   * Sells and delivers everything twice, in shuffled order; unless that was done before.
   *
   * @param afterAThird what happens in between
   * @param afterTwoThirds what happens in between
   */
  void sendTwice(Runnable afterAThird, Runnable afterTwoThirds) throws Exception {
    if (open) {
      return;
    }
    open = true;
    sendFactOfToday();
    List<Runnable> sends = sends();
    int third = sends.size() / 3;
    send(sends.subList(0, third));
    afterAThird.run();
    send(sends.subList(third, 2 * third));
    afterTwoThirds.run();
    send(sends.subList(2 * third, sends.size()));
  }

  /** Receipts and movements once more, each kind in one request. */
  void sendInBatches() {
    String receipts =
        workload.invoices().stream()
            .map(invoice -> JSON.writeValueAsString(json(invoice)))
            .collect(Collectors.joining("\n"));
    JsonNode answer =
        client.post("/api/receipts", "application/x-ndjson", receipts.getBytes(UTF_8), Map.of());
    assertThat(answer.get("results")).hasSize(workload.invoices().size());
    client.post("/api/stock/movements", workload.movements().stream().map(Shop::json).toList());
  }

  void awaitFigures() {
    await("every figure is exact")
        .atMost(Duration.ofSeconds(180))
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .untilAsserted(this::assertFigures);
  }

  void awaitEverythingCovered() {
    await("everything acknowledged is visible")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(this::assertEverythingCovered);
  }

  /** Every figure is what plain loops over the input say. */
  void assertFigures() throws Exception {
    assertThat(buckets("hour")).isEqualTo(expected.byHour());
    assertThat(buckets("day")).isEqualTo(expected.byDay());
    assertThat(
            breakdown("hours", hour -> hour.get("day").asString() + " " + hour.get("hour").asInt()))
        .isEqualTo(expected.byHourOfWeek());
    assertThat(breakdown("payments", method -> method.get("method").asString()))
        .isEqualTo(expected.byMethod());
    assertThat(breakdown("employees", employee -> employee.get("employeeId").asString()))
        .isEqualTo(expected.byEmployee());
    assertThat(topProducts()).isEqualTo(expected.topProducts());
    assertThat(stock()).isEqualTo(expected.stock());
    assertThat(webhooksByType()).isEqualTo(expected.webhooksByType());
    JsonNode today = client.get("/api/analytics/sales?bucket=hour&storeId=high-street%2F1");
    assertThat(today.get("buckets")).hasSize(1);
    assertThat(today.get("buckets").get(0).get("revenue").asLong()).isEqualTo(100);
  }

  private Map<Instant, Bucket> buckets(String size) throws Exception {
    JsonNode sales = client.get("/api/analytics/sales?" + STORE_QUERY + RANGE + "&bucket=" + size);
    assertThat(sales.get("currency").asString()).isEqualTo("GBP");
    Map<Instant, Bucket> buckets = new TreeMap<>();
    for (JsonNode bucket : sales.get("buckets")) {
      buckets.put(OffsetDateTime.parse(bucket.get("start").asString()).toInstant(), bucket(bucket));
    }
    return buckets;
  }

  private Map<String, Bucket> breakdown(String route, Function<JsonNode, String> key)
      throws Exception {
    Map<String, Bucket> buckets = new TreeMap<>();
    for (JsonNode entry :
        client.get("/api/analytics/" + route + "?" + STORE_QUERY + RANGE).get(route)) {
      buckets.put(key.apply(entry), bucket(entry));
    }
    return buckets;
  }

  private static Bucket bucket(JsonNode entry) {
    return new Bucket(
        entry.get("receipts").asLong(),
        entry.get("refunds").asLong(),
        entry.has("units") ? entry.get("units").decimalValue().longValueExact() : 0,
        entry.get("revenue").asLong());
  }

  private List<TopProduct> topProducts() throws Exception {
    List<TopProduct> products = new ArrayList<>();
    for (JsonNode product :
        client
            .get("/api/analytics/top-products?" + STORE_QUERY + RANGE + "&by=revenue&limit=20")
            .get("products")) {
      products.add(
          new TopProduct(
              product.get("productId").asString(),
              product.get("units").decimalValue().stripTrailingZeros().setScale(0),
              product.get("revenue").asLong()));
    }
    return products;
  }

  private Map<String, Long> stock() throws Exception {
    Map<String, Long> levels = new TreeMap<>();
    String path = "/api/stock?" + STORE_QUERY + "&limit=500";
    JsonNode page = client.get(path);
    while (true) {
      for (JsonNode level : page.get("levels")) {
        levels.put(
            level.get("productId").asString(),
            level.get("quantity").decimalValue().longValueExact());
      }
      if (!page.hasNonNull("nextCursor")) {
        levels.remove("today");
        return levels;
      }
      page = client.get(path + "&cursor=" + page.get("nextCursor").asString());
    }
  }

  private Map<String, Long> webhooksByType() throws Exception {
    Map<String, Long> types = new TreeMap<>();
    for (JsonNode bucket :
        client.get("/api/analytics/webhooks?bucket=hour&sourceKey=" + sourceKey).get("buckets")) {
      for (Map.Entry<String, JsonNode> type : bucket.get("byType").properties()) {
        types.merge(type.getKey(), type.getValue().asLong(), Long::sum);
      }
    }
    return types;
  }

  /** Asks with {@code X-Read-After} for every projection and every partition written to. */
  private void assertEverythingCovered() throws Exception {
    Map<String, List<String>> reads =
        Map.of(
            "sales.receipts.v1",
            List.of(
                "/api/analytics/sales?" + STORE_QUERY + RANGE,
                "/api/analytics/payments?" + STORE_QUERY + RANGE,
                "/api/shifts/open?" + STORE_QUERY),
            "stock.movements.v1",
            List.of("/api/stock?" + STORE_QUERY),
            "webhooks.received.v1",
            List.of("/api/analytics/webhooks?sourceKey=" + sourceKey));
    for (Map.Entry<String, Long> position : client.newestPositions().entrySet()) {
      for (Map.Entry<String, List<String>> read : reads.entrySet()) {
        if (position.getKey().startsWith(read.getKey())) {
          for (String path : read.getValue()) {
            client.getAfter(path, position.getKey() + "@" + position.getValue());
          }
        }
      }
    }
  }

  /** Every send of the workload twice, in shuffled order. */
  private List<Runnable> sends() {
    List<Runnable> sends = new ArrayList<>();
    for (int pass = 0; pass < 2; pass++) {
      workload.invoices().forEach(i -> sends.add(() -> client.post("/api/receipts", json(i))));
      workload
          .movements()
          .forEach(m -> sends.add(() -> client.post("/api/stock/movements", json(m))));
      workload.deliveries().forEach(d -> sends.add(() -> deliver(d)));
    }
    Collections.shuffle(sends, new Random(42));
    return sends;
  }

  private static void send(List<Runnable> sends) throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    try {
      List<Future<?>> done = new ArrayList<>();
      sends.forEach(one -> done.add(senders.submit(one)));
      for (Future<?> one : done) {
        one.get();
      }
    } finally {
      senders.shutdownNow();
    }
  }

  /** Facts of 2010 must count after this one has moved stream time to today. */
  void sendFactOfToday() {
    Instant now = Instant.now();
    client.post(
        "/api/receipts",
        json(
            new Invoice("today", false, now, List.of(new Invoice.Line("today", "Today", 1, 100)))));
  }

  private void deliver(Delivery delivery) {
    client.post(
        "/api/webhook/" + sourceKey,
        "application/json",
        delivery.body(),
        Map.of(
            "X-GitHub-Event", delivery.type(),
            "X-GitHub-Delivery", delivery.id(),
            "X-Hub-Signature-256", "sha256=" + hmacSha256(delivery.body())));
  }

  private static String hmacSha256(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> json(Invoice invoice) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("receiptId", invoice.id());
    json.put("storeId", STORE);
    json.put("receiptNumber", invoice.id());
    json.put("type", invoice.refund() ? "refund" : "sale");
    json.put("occurredAt", invoice.occurredAt().toString());
    json.put("currency", "GBP");
    json.put("items", invoice.lines().stream().map(Shop::json).toList());
    json.put("total", invoice.total());
    json.put("employeeId", invoice.employeeId());
    json.put("payments", List.of(Map.of("method", invoice.method(), "amount", invoice.total())));
    return json;
  }

  private static Map<String, Object> json(Invoice.Line line) {
    return Map.of(
        "productId", line.productId(),
        "name", line.name(),
        "quantity", line.quantity(),
        "price", line.price());
  }

  private static Map<String, Object> json(Movement movement) {
    return Map.of(
        "movementId", movement.id(),
        "storeId", STORE,
        "productId", movement.productId(),
        "quantity", movement.quantity(),
        "reason", movement.reason(),
        "occurredAt", movement.occurredAt().toString());
  }
}
