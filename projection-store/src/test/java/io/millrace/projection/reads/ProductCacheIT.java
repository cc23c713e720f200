package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.projection.job.Job;
import io.millrace.projection.support.TestRedis;
import io.millrace.projection.support.TestTopics;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From the topic through the cache to the route. */
class ProductCacheIT {

  private final ReadApp app = ReadApp.shared();
  private final String tenant = "cache-" + UUID.randomUUID();
  private final ReadClient client = app.client(tenant, "read");
  private final ReadClient ops = app.client(tenant, "ops");
  private final ReadClient admin = app.client(ReadApp.ADMIN, "ops");
  private final ReadClient token =
      app.anonymous(
          app.issuer()
              .token(
                  app.issuer().claims(ReadApp.NOW).claim("tenant", tenant).claim("scope", "read")));
  private final TestTopics topics = new TestTopics(app.kafka());

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void lookUp_afterAChange_isNewAndTheOldBarcodeIsNobodys() {
    awaited(put("4601", "Milk"));
    assertThat(named("4601")).isEqualTo("Milk");
    assertThat(named("4602")).isEmpty();
    assertThat(client.get("/api/products/p1").json().path("name").asString()).isEqualTo("Milk");
    awaited(put("4602", "Oat milk"));
    assertThat(client.get("/api/products/p1").json().path("name").asString()).isEqualTo("Oat milk");
    await().until(() -> named("4602").equals("Oat milk"));
    await().until(() -> named("4601").isEmpty());
    awaited(topics.send(Topics.CATALOG_PRODUCTS, Keys.of(tenant, "p1"), null));
    assertThat(client.get("/api/products/p1").code()).isEqualTo("not-found");
    await().until(() -> named("4602").isEmpty());
  }

  @Test
  void lookUp_withReadAfter_isNeverOlder() {
    for (int i = 0; i < 20; i++) {
      RecordMetadata sent = put("4601", "Milk " + i);
      client.get("/api/products/search?barcode=4601");
      JsonNode products =
          client
              .get(
                  "/api/products/search?barcode=4601",
                  "X-Read-After",
                  position(sent),
                  "Prefer",
                  "wait=20")
              .json()
              .path("products");
      assertThat(products.get(0).path("name").asString()).isEqualTo("Milk " + i);
      assertThat(named("4601")).as("no step back").isEqualTo("Milk " + i);
    }
  }

  @Test
  void lookUp_answersTheSameFromEachPlace() {
    awaited(put("4603", "Чай \"зелёный\""));
    for (String path : new String[] {"/api/products/search?barcode=4603", "/api/products/p1"}) {
      ReadClient.Answer first = token.get(path);
      ReadClient.Answer remembered = client.get(path);
      ReadClient.Answer page = client.get(path + (path.contains("?") ? "&" : "?") + "limit=3");
      for (ReadClient.Answer answer : new ReadClient.Answer[] {first, remembered, page}) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(first.body()).contains("зелёный");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("X-Fresh-As-Of")).isNotNull();
      }
    }
    assertThat(client.get("/api/products/none").header("X-Fresh-As-Of")).isNotNull();
    assertThat(app.anonymous(null).get("/api/products/p1").status()).isEqualTo(401);
    assertThat(ops.get("/api/products/p1").status()).isEqualTo(403);
    assertThat(client.get("/api/products/p1", "X-User-Id", "x".repeat(200)).status())
        .isEqualTo(400);
  }

  @Test
  void cache_tellsHowItIsDoing_andIsFlushed() {
    awaited(put("4604", "Bread"));
    client.get("/api/products/search?barcode=4604");
    client.get("/api/products/search?barcode=4604");
    JsonNode cache = ops.get("/api/cache").json().path("caches").get(0);
    assertThat(cache.path("hits").asLong()).isPositive();
    assertThat(cache.path("misses").asLong()).isPositive();
    assertThat(cache.path("hitRate").asDouble()).isBetween(0.0, 1.0);
    assertThat(cache.path("near").path("ttl").asString()).isEqualTo("PT2S");
    assertThat(cache.path("redis").path("ttl").asString()).isEqualTo("PT5M");
    assertThat(ops.get("/api/cache/stats").status()).isEqualTo(200);
    app.sql("update products_v1.product set name = 'Rye' where tenant = ?", tenant);
    assertThat(named("4604")).isEqualTo("Bread");
    assertThat(ops.send(ops.request("/api/cache").DELETE()).code())
        .as("another tenant's cache")
        .isEqualTo("admin-only");
    assertThat(named("4604")).isEqualTo("Bread");
    ReadClient.Answer flushed = admin.send(admin.request("/api/cache").DELETE());
    assertThat(flushed.json().path("flushed").asBoolean()).isTrue();
    assertThat(named("4604")).isEqualTo("Rye");
    assertThat(client.send(client.request("/api/cache").DELETE()).code())
        .isEqualTo("scope-missing");
  }

  @Test
  void search_isForgottenWhenAProductOfTheTenantChanges_andOtherwiseRemembered() {
    awaited(put("4606", "Remarkable rye"));
    await()
        .until(
            () -> {
              String before = client.get("/api/products/search?q=remarkable").body();
              app.sql("update products_v1.product set price = price + 1 where tenant = ?", tenant);
              return before.contains("Remarkable rye")
                  && client.get("/api/products/search?q=remarkable").body().equals(before);
            });
    RecordMetadata sent = put("4606", "Remarkable wheat");
    ReadClient.Answer after =
        client.get(
            "/api/products/search?q=remarkable",
            "X-Read-After",
            position(sent),
            "Prefer",
            "wait=20");
    assertThat(after.body()).contains("Remarkable wheat");
    assertThat(searched("remarkable")).as("no step back").isEqualTo("Remarkable wheat");
    awaited(put("4606", "Remarkable oats"));
    await().until(() -> searched("remarkable").equals("Remarkable oats"));
  }

  @Test
  void warmUp_loadsWhatIsAskedForMost_afterAFlushAndIntoAnEmptyRedis() {
    awaited(put("4605", "Butter"));
    assertThat(named("4605")).isEqualTo("Butter");
    app.bean("cacheWarmUpJob", Job.class).work().run();
    long epoch = admin.send(admin.request("/api/cache").DELETE()).json().path("epoch").asLong();
    app.awaitFast(() -> heldEpoch() >= epoch);
    TestRedis.ask(app.redis().url(), redis -> redis.sync().flushall());
    app.awaitFast(() -> heldEpoch() >= epoch);

    app.bean("cacheMetricsJob", Job.class).work().run();
    JsonNode overall = ops.get("/api/cache/stats").json().at("/caches/0/overall");
    assertThat(overall.path("keys").asLong()).isPositive();
    assertThat(overall.path("memoryBytes").asLong()).isPositive();
    assertThat(overall.path("hits").asLong()).isNotNegative();
    assertThat(overall.path("misses").asLong()).isPositive();
    assertThat(Instant.parse(overall.path("measuredAt").asString())).isEqualTo(ReadApp.NOW);
    assertThat(client.get("/metrics").body())
        .contains("cache_keys{cache=\"products\"} ", "cache_memory{cache=\"products\"} ")
        .doesNotContain("cache_keys{cache=\"products\"} NaN");
  }

  /** The epoch of what Redis has of the barcode 4605; -1 where it has nothing. */
  private long heldEpoch() {
    String held =
        TestRedis.ask(
            app.redis().url(),
            redis -> redis.sync().get("cache:" + Keys.of("barcode", tenant, "4605")));
    return held == null || !held.startsWith("V") ? -1 : Long.parseLong(held.substring(1, 17), 16);
  }

  private String searched(String words) {
    JsonNode products = client.get("/api/products/search?q=" + words).json().path("products");
    return products.isEmpty() ? "" : products.get(0).path("name").asString();
  }

  private RecordMetadata put(String barcode, String name) {
    return topics.send(
        Topics.CATALOG_PRODUCTS,
        Keys.of(tenant, "p1"),
        Product.newBuilder()
            .setTenant(tenant)
            .setProductId("p1")
            .setName(name)
            .setBarcode(barcode)
            .setPrice(250)
            .setIsActive(true)
            .build());
  }

  private void awaited(RecordMetadata sent) {
    assertThat(
            client
                .get("/api/products/p1", "X-Read-After", position(sent), "Prefer", "wait=20")
                .status())
        .isIn(200, 404);
  }

  private static String position(RecordMetadata sent) {
    return sent.topic() + "-" + sent.partition() + "@" + sent.offset();
  }

  private String named(String barcode) {
    JsonNode products =
        client.get("/api/products/search?barcode=" + barcode).json().path("products");
    return products.isEmpty() ? "" : products.get(0).path("name").asString();
  }
}
