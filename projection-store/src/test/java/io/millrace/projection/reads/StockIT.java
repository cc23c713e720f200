package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.projection.support.TestDatabase;
import io.millrace.projection.support.TestTopics;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.StockAlert;
import io.millrace.schemas.projection.v1.StockAlertState;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/** From topics to what {@code /api/stock} says of movements and of what runs low. */
class StockIT {

  private static final ReadApp APP = ReadApp.shared();
  private static final TestTopics TOPICS =
      new TestTopics(
          APP.bean("environment", Environment.class).getProperty("kafka.bootstrap-servers"));

  @AfterAll
  static void close() {
    TOPICS.close();
  }

  @Test
  void movements_showTheLevelAfterEach_alsoOnceAStocktakeCameLate() {
    ReadClient client = APP.client("mv-late", "read");
    StockFacts facts = new StockFacts(TOPICS, "mv-late");
    facts.add("s1", "d", "delivery", 10, "2010-12-01T08:00:00Z");
    facts.add("s1", "a", "sale", -2, "2010-12-01T09:00:00Z");
    facts.add("s1", "b", "sale", -3, "2010-12-01T11:00:00.000000001Z");
    assertThat(levels(client, facts)).containsExactly("b 5", "a 8", "d 10");

    facts.add("s1", "count", "stocktake", 50, "2010-12-01T10:00:00Z");
    assertThat(levels(client, facts)).containsExactly("b 47", "count 50", "a 8", "d 10");

    facts.add("s1", "c", "refund", 1, "2010-12-01T09:30:00Z");
    facts.add("s1", "e", "sale", -4, "2010-12-01T10:00:00Z");
    facts.add("s1", "a", "sale", -9, "2010-06-01T10:00:00Z");
    assertThat(levels(client, facts))
        .containsExactly("b 47", "count 50", "e 5", "c 9", "a 8", "d 10");

    JsonNode newest = client.get("/api/stock/tea/movements?storeId=s1&limit=1").json();
    assertThat(newest.path("movements").get(0).toString())
        .isEqualTo(
            "{\"storeId\":\"s1\",\"occurredAt\":\"2010-12-01T11:00:00.000000001Z\","
                + "\"reason\":\"sale\",\"receiptId\":\"b\",\"quantity\":-3,\"level\":47}");
    assertThat(TestDatabase.at(APP.postgres().url()).rows("select tablename from pg_tables"))
        .contains("stock_movement_2010_10");
  }

  @Test
  void movements_areThoseOfAPlainRecomputation_inPagesOfAnySize() {
    ReadClient client = APP.client("mv-sum", "read");
    for (long seed = 1; seed <= 2; seed++) {
      String product = "p/" + seed;
      StockFacts facts = new StockFacts(TOPICS, "mv-sum", product);
      Random random = new Random(seed);
      List<Runnable> sends = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        sends.add(facts.random(random, seed + "-" + i));
      }
      Collections.shuffle(sends, random);
      List<Runnable> all = new ArrayList<>(sends);
      sends.stream().filter(send -> random.nextInt(3) == 0).forEach(all::add);
      all.forEach(Runnable::run);

      String path = "/api/stock/" + product.replace("/", "%2F") + "/movements?";
      for (String store : List.of("s1", "s2")) {
        assertThat(pages(client, facts, path + "storeId=" + store + "&limit=7"))
            .as("seed %d", seed)
            .isEqualTo(facts.expected(Set.of(store)));
      }
      assertThat(pages(client, facts, path + "limit=11"))
          .as("seed %d", seed)
          .isEqualTo(facts.expected(Set.of("s1", "s2")));
    }
  }

  @Test
  void movements_ofNoProduct_are404_andABadCursorIs400() {
    ReadClient client = APP.client("mv-none", "read");
    assertThat(client.get("/api/stock/none/movements").code()).isEqualTo("not-found");
    for (String cursor :
        List.of("YQ", "YS9iL2MvZC9lL2Y", "MjAxMC0xMi0wMVQwODowMDowMFovdC94L2QvZS9m")) {
      assertThat(client.get("/api/stock/none/movements?cursor=" + cursor).code())
          .isEqualTo("bad-parameter");
    }
  }

  @Test
  void low_listsLevelsAtOrBelowTheThreshold_withTheirAlerts() {
    String tenant = "low";
    ReadClient client = APP.client(tenant, "read");
    for (int i = 0; i < 4; i++) {
      product(tenant, "p" + i, i == 3 ? null : 5_000L);
      for (int store = 1; store <= 3; store++) {
        level(tenant, "s" + store, "p" + i, store == 3 ? 5_001 : store * 2_500);
      }
    }
    TOPICS.send(
        Topics.PROJECTION_STOCK_ALERTS,
        Keys.of(tenant, "s1", "p0"),
        StockAlert.newBuilder()
            .setTenant(tenant)
            .setStoreId("s1")
            .setProductId("p0")
            .setState(StockAlertState.STOCK_ALERT_STATE_LOW)
            .setSince(Timestamps.of(Instant.parse("2010-12-01T07:59:00Z")))
            .setCrossings(1)
            .setRevision(1)
            .build());
    TOPICS.send(Topics.CATALOG_PRODUCTS, Keys.of(tenant, "p2"), null);

    await()
        .untilAsserted(
            () ->
                assertThat(low(client, ""))
                    .containsExactly("p0 s1 2.5 alerted", "p0 s2 5", "p1 s1 2.5", "p1 s2 5"));
    assertThat(low(client, "&storeId=s2")).containsExactly("p0 s2 5", "p1 s2 5");
    JsonNode first = client.get("/api/stock/low?limit=3").json();
    assertThat(first.path("levels").get(0).toString())
        .isEqualTo(
            "{\"productId\":\"p0\",\"storeId\":\"s1\",\"quantity\":2.5,\"threshold\":5,"
                + "\"updatedAt\":\"2010-12-01T08:00:00Z\",\"alertedAt\":\"2010-12-01T07:59:00Z\"}");
    assertThat(low(client, "&cursor=" + first.path("nextCursor").asString()))
        .containsExactly("p1 s2 5");

    TOPICS.send(
        Topics.PROJECTION_STOCK_ALERTS,
        Keys.of(tenant, "s1", "p0"),
        StockAlert.newBuilder()
            .setTenant(tenant)
            .setStoreId("s1")
            .setProductId("p0")
            .setState(StockAlertState.STOCK_ALERT_STATE_OK)
            .setSince(Timestamps.of(Instant.parse("2010-12-01T08:59:00Z")))
            .setCrossings(1)
            .setRevision(2)
            .build());
    await().untilAsserted(() -> assertThat(low(client, "")).contains("p0 s1 2.5"));
  }

  private static List<String> low(ReadClient client, String more) {
    List<String> rows = new ArrayList<>();
    for (JsonNode level : client.get("/api/stock/low?limit=500" + more).json().path("levels")) {
      rows.add(
          level.path("productId").asString()
              + " "
              + level.path("storeId").asString()
              + " "
              + level.path("quantity")
              + (level.has("alertedAt") ? " alerted" : ""));
    }
    return rows;
  }

  private static List<String> levels(ReadClient client, StockFacts facts) {
    return pages(client, facts, "/api/stock/tea/movements?storeId=s1&limit=2").stream()
        .map(row -> row.substring(row.indexOf(' ') + 1))
        .toList();
  }

  /** Every movement of all pages: store, fact and level. */
  private static List<String> pages(ReadClient client, StockFacts facts, String path) {
    List<String> rows = new ArrayList<>();
    Set<String> cursors = new HashSet<>();
    for (String next = ""; next != null; ) {
      ReadClient.Answer answer =
          client.get(path + next, "X-Read-After", facts.positions(), "Prefer", "wait=20");
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      for (JsonNode movement : answer.json().path("movements")) {
        String id = movement.has("receiptId") ? "receiptId" : "movementId";
        rows.add(
            movement.path("storeId").asString()
                + " "
                + movement.path(id).asString()
                + " "
                + movement.path("level"));
      }
      String cursor = answer.json().path("nextCursor").asString("");
      next = cursor.isEmpty() ? null : "&cursor=" + cursor;
      assertThat(cursors.add(cursor)).isTrue();
    }
    return rows;
  }

  private static void product(String tenant, String id, Long threshold) {
    Product.Builder product =
        Product.newBuilder().setTenant(tenant).setProductId(id).setName(id).setIsActive(true);
    if (threshold != null) {
      product.setLowStockThresholdMilli(threshold);
    }
    TOPICS.send(Topics.CATALOG_PRODUCTS, Keys.of(tenant, id), product.build());
  }

  private static void level(String tenant, String store, String product, long milli) {
    TOPICS.send(
        Topics.PROJECTION_STOCK_LEVELS,
        Keys.of(tenant, store, product),
        StockLevel.newBuilder()
            .setTenant(tenant)
            .setStoreId(store)
            .setProductId(product)
            .setQuantityMilli(milli)
            .setUpdatedAt(Timestamps.of(Instant.parse("2010-12-01T08:00:00Z")))
            .setRevision(1)
            .build());
  }
}
