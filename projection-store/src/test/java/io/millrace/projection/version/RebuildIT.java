package io.millrace.projection.version;

import static io.millrace.projection.version.RebuildStack.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.projection.reads.ReadClient;
import io.millrace.projection.support.TestRedis;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.catalog.v1.Reference;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.chat.v1.ChatRead;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.ChatConversation;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Projections are built anew, switched and rolled back under readers that notice nothing. */
class RebuildIT {

  private static final String RECEIPTS = "/api/receipts?storeId=corner&limit=1";
  private static final String SALES =
      "/api/analytics/sales?storeId=corner&bucket=hour&from=2026-01-05&to=2026-01-06";

  private static final String PRODUCT = "/api/products/p0";

  private static RebuildStack stack;
  private static RebuildStack.App app;
  private static RebuildStack.App other;

  @BeforeAll
  static void start() {
    stack = new RebuildStack();
    app = stack.app();
    other = stack.app();
  }

  @AfterAll
  static void stop() {
    other.close();
    app.close();
    stack.close();
  }

  @Test
  void reads_neverFailOrGoBack_whileVersionsChange() throws InterruptedException {
    try (Shop shop = new Shop(stack.topics).open();
        Hammer hammer = new Hammer()) {
      awaitFigures(500);
      for (RebuildStack.App instance : List.of(app, other)) {
        hammer
            .read(instance.reader, RECEIPTS, RebuildIT::newest)
            .read(instance.reader, SALES, RebuildIT::receipts);
      }
      assertThat(app.change("receipts", "rebuild").status()).isEqualTo(202);
      assertThat(app.change("sales-by-hour", "rebuild").status()).isEqualTo(202);
      assertThat(app.change("sales-by-hour", "switch").code()).isEqualTo("not-caught-up");
      assertThat(app.verify("sales-by-hour").code()).isEqualTo("not-caught-up");
      assertThat(app.change("receipts", "rebuild").code()).isEqualTo("rebuild-under-way");
      shop.make(2);

      for (String projection : List.of("receipts", "sales-by-hour")) {
        app.awaitCaughtUp(projection);
        ReadClient.Answer report = app.verify(projection);
        assertThat(report.status()).isEqualTo(200);
        assertThat(report.json().get("same").asBoolean()).as(report.body()).isTrue();
      }
      for (int round = 0; round < 2; round++) {
        for (String projection : List.of("receipts", "sales-by-hour")) {
          assertChanged(app, projection, "switch", 2);
          assertVisible(shop);
          assertChanged(other, projection, "rollback", 1);
          assertVisible(shop);
        }
      }
      assertChanged(app, "receipts", "switch", 2);
      assertChanged(app, "sales-by-hour", "switch", 2);
      assertThat(app.end("receipts", 2).code()).isEqualTo("version-active");
      assertThat(app.end("receipts", 1).status()).isEqualTo(200);
      assertThat(app.end("receipts", 1).status()).isEqualTo(404);
      assertThat(app.change("receipts", "rollback").code()).isEqualTo("nothing-kept");
      assertThat(stack.database.value("select count(*) from receipts_v1.receipt")).isEqualTo("0");
      assertVisible(shop);
      awaitFigures(newest(app.reader.get(RECEIPTS).json()) + 100);

      assertThat(app.change("receipts", "rebuild").json().get("building").asInt()).isEqualTo(3);
      app.awaitCaughtUp("receipts");
      assertChanged(app, "receipts", "switch", 3);
      assertVisible(shop);
      assertThat(hammer.faults()).isEmpty();
      assertThat(hammer.answers()).isGreaterThan(200);
      assertRoles();
    }
  }

  @Test
  void verify_listsRowsThatDiffer_andASwitchShowsThemToWhoRemembersOthers() throws Exception {
    for (int i = 0; i < 3; i++) {
      stack.topics.send(
          Topics.CATALOG_PRODUCTS,
          "acme/p" + i,
          Product.newBuilder()
              .setTenant("acme")
              .setProductId("p" + i)
              .setName("Product " + i)
              .setPrice(100)
              .setIsActive(true)
              .build());
    }
    await()
        .atMost(SOON)
        .until(() -> stack.database.value("select count(*) from product").equals("3"));
    assertThat(app.verify("products").code()).isEqualTo("nothing-built");
    await().atMost(SOON).until(() -> price(app) == 100 && isRemembered());
    app.change("products", "rebuild");
    app.awaitCaughtUp("products");
    assertThat(app.verify("products").json().get("same").asBoolean()).isTrue();
    assertThat(isRemembered()).as("not touched by the sink of a version nobody sees").isTrue();

    stack.database.execute(
        """
        update products_v2.product set price = 101, log_offset = 99 where product_id = 'p0';
        delete from products_v2.product where product_id = 'p1';
        insert into products_v2.product
          select tenant, 'p9', name, description, barcode, sku, category_id, price, cost, unit,
            tax_rate_bp, low_stock_threshold_milli, is_active, updated_at, log_offset
          from products_v2.product where product_id = 'p2'\
        """);
    JsonNode report = app.verify("products").json();

    assertThat(report.get("same").asBoolean()).isFalse();
    assertThat(report.get("differing").asInt()).isEqualTo(3);
    assertThat(report.get("changing").asInt()).isZero();
    assertThat(report.at("/tables/0").toString())
        .isEqualTo("{\"table\":\"product\",\"activeRows\":3,\"otherRows\":3}");
    assertThat(report.get("differences").valueStream().map(JsonNode::toString))
        .containsExactlyInAnyOrder(
            "{\"table\":\"product\",\"key\":{\"tenant\":\"acme\",\"product_id\":\"p0\"},"
                + "\"inActive\":true,\"inOther\":true,"
                + "\"columns\":{\"price\":{\"active\":100,\"other\":101}}}",
            "{\"table\":\"product\",\"key\":{\"tenant\":\"acme\",\"product_id\":\"p1\"},"
                + "\"inActive\":true,\"inOther\":false,\"columns\":{}}",
            "{\"table\":\"product\",\"key\":{\"tenant\":\"acme\",\"product_id\":\"p9\"},"
                + "\"inActive\":false,\"inOther\":true,\"columns\":{}}");
    try (Hammer hammer = new Hammer()) {
      for (RebuildStack.App instance : List.of(app, other)) {
        hammer.read(instance.reader, PRODUCT, answer -> answer.path("price").asLong());
      }
      await().atMost(SOON).until(() -> hammer.answers() > 100);
      assertChanged(app, "products", "switch", 2);
      assertThat(price(app)).isEqualTo(101);
      assertThat(price(other)).isEqualTo(101);
      long seen = hammer.answers();
      await().atMost(SOON).until(() -> hammer.answers() > seen + 100);
      assertThat(hammer.faults()).isEmpty();
    }
    assertThat(app.reader.get("/api/products/p1").status()).isEqualTo(404);
    assertChanged(other, "products", "rollback", 1);
    assertThat(price(app)).isEqualTo(100);
    assertThat(price(other)).isEqualTo(100);
    assertThat(app.reader.get("/api/products/p1").status()).isEqualTo(200);
    assertThat(app.end("products", 2).status()).isEqualTo(200);
  }

  private static long price(RebuildStack.App instance) {
    return instance.reader.get(PRODUCT).json().path("price").asLong();
  }

  private static boolean isRemembered() {
    String held =
        TestRedis.ask(stack.redis.url(), redis -> redis.sync().get("cache:product/acme/p0"));
    return held != null && held.startsWith("V");
  }

  @Test
  void retired_leavesNothingBehind() throws Exception {
    String topic = Topics.PROJECTION_WEBHOOK_STATS.version(2).name();
    String marks = "select count(*) from sink_offset where projection = 'webhook-stats'";
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka.bootstrapServers()))) {
      app.change("webhook-stats", "rebuild");
      await().atMost(SOON).until(() -> stack.database.value(marks).equals("12"));
      assertThat(admin.listTopics().names().get()).contains(topic);
      assertThat(app.reader.get("/metrics").body())
          .contains("projection_lag{projection=\"webhook-stats\",version=\"2\"}");

      app.end("webhook-stats", 2);
      for (RebuildStack.App instance : List.of(app, other)) {
        await().atMost(SOON).untilAsserted(() -> assertNotShown(instance, "webhook-stats", 2));
      }
      RebuildStack.letAMinutePass();

      await().atMost(SOON).until(() -> !admin.listTopics().names().get().contains(topic));
      assertThat(stack.database.value(marks)).isEqualTo("6");
      assertThat(stack.database.value("select to_regnamespace('webhook_stats_v2') is null"))
          .isEqualTo("t");
      assertNotShown(app, "webhook-stats", 2);
      assertThat(app.change("webhook-stats", "rebuild").json().get("building").asInt())
          .isEqualTo(3);
      assertThat(app.end("webhook-stats", 3).status()).isEqualTo(200);
    }
  }

  private static void assertNotShown(RebuildStack.App instance, String projection, int version) {
    assertThat(instance.reader.get("/metrics").body())
        .doesNotContain("projection=\"%s\",version=\"%d\"".formatted(projection, version));
  }

  @Test
  void rebuild_whereFactsAreGone_isRefusedUnlessPartial() throws Exception {
    String count = "select count(*) from ai_request";
    RecordMetadata request =
        stack.topics.send(
            Topics.AI_REQUESTS_HIGH,
            "gone",
            AiRequest.newBuilder().setTenant("acme").setRequestId("gone").build());
    await().atMost(SOON).until(() -> stack.database.value(count).equals("1"));
    String freshAsOf = Instant.ofEpochMilli(request.timestamp()).toString();
    await()
        .atMost(SOON)
        .until(
            () ->
                freshAsOf.equals(app.reader.get("/api/ai/requests/gone").header("X-Fresh-As-Of")));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka.bootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(request.topic(), request.partition()),
                  RecordsToDelete.beforeOffset(request.offset() + 1)))
          .all()
          .get();
    }
    ReadClient.Answer refused = app.change("ai-requests", "rebuild");
    assertThat(refused.code()).isEqualTo("history-gone");
    assertThat(refused.json().get("detail").asString())
        .contains(request.topic() + "-" + request.partition() + " before 1");

    assertThat(app.change("ai-requests", "rebuild?partial=true").status()).isEqualTo(202);
    app.awaitCaughtUp("ai-requests");
    assertThat(app.verify("ai-requests").json().at("/differences/0/inOther").asBoolean(true))
        .isFalse();
    assertChanged(app, "ai-requests", "switch", 2);
    assertThat(app.reader.get("/api/ai/requests/gone").status()).isEqualTo(404);
    assertThat(app.reader.get("/api/ai/requests/gone").header("X-Fresh-As-Of"))
        .isEqualTo(freshAsOf);
    assertChanged(app, "ai-requests", "rollback", 1);
    assertThat(app.reader.get("/api/ai/requests/gone").status()).isEqualTo(200);
  }

  @Test
  void projection_whoseTopologyStopped_isNotToldToBeFresh() {
    String path = "/api/chat/conversations";
    String projection = "chat-conversations";
    for (RebuildStack.App instance : List.of(app, other)) {
      await().atMost(SOON).until(() -> instance.seen(projection).isFresh());
      String before = instance.seen(projection).freshAsOf();
      await().atMost(SOON).until(() -> !instance.seen(projection).freshAsOf().equals(before));
    }
    Instant taken = RebuildStack.now().truncatedTo(ChronoUnit.MILLIS);
    RecordMetadata lost =
        stack.topics.sendAt(Topics.CHAT_READS, "acme/lost", ChatRead.getDefaultInstance(), taken);
    for (RebuildStack.App instance : List.of(app, other)) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                RebuildStack.Seen stale = instance.seen(projection);
                assertThat(stale.lag()).isEqualTo(1);
                assertThat(stale.freshness()).isGreaterThan(3);
                assertThat(stale.freshAsOf()).isEqualTo(taken.toString());
              });
    }

    // Another partition has its topology still.
    Instant later = RebuildStack.now().truncatedTo(ChronoUnit.MILLIS);
    RecordMetadata said = said(lost.partition(), later);
    covered("acme/said", said, later);
    ReadClient.Answer answer =
        app.reader.get(path, "X-Read-After", position(said), "Prefer", "wait=20");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("X-Fresh-As-Of")).isEqualTo(taken.toString());
    assertThat(app.seen(projection).freshAsOf()).isEqualTo(taken.toString());

    covered("acme/lost", lost, taken);
    for (RebuildStack.App instance : List.of(app, other)) {
      await()
          .atMost(SOON)
          .until(
              () ->
                  instance.seen(projection).isFresh()
                      && later
                          .toString()
                          .equals(instance.reader.get(path).header("X-Fresh-As-Of")));
    }
  }

  /** A message in another partition than that one. */
  private static RecordMetadata said(int not, Instant takenAt) {
    for (int i = 0; ; i++) {
      RecordMetadata said =
          stack.topics.sendAt(
              Topics.CHAT_MESSAGES,
              "acme/said" + i,
              ChatMessage.newBuilder()
                  .setTenant("acme")
                  .setConversationId("said" + i)
                  .setMessageId("m")
                  .setSenderId("ann")
                  .setSentAt(Timestamps.of(takenAt))
                  .build(),
              takenAt);
      if (said.partition() != not) {
        return said;
      }
      covered("acme/said" + i, said, takenAt);
    }
  }

  /** What the topology writes of a fact. */
  private static void covered(String key, RecordMetadata fact, Instant takenAt) {
    stack.topics.send(
        Topics.PROJECTION_CHAT_CONVERSATIONS,
        key,
        ChatRow.newBuilder()
            .setTenant("acme")
            .setConversationId(key.substring("acme/".length()))
            .setConversation(
                ChatConversation.newBuilder().setLastSeq(1).setLastSentAt(Timestamps.of(takenAt)))
            .setRevision(1)
            .setInput(
                InputPosition.newBuilder()
                    .setTopic(fact.topic())
                    .setPartition(fact.partition())
                    .setOffset(fact.offset())
                    .setIngestedAt(Timestamps.of(takenAt)))
            .build());
  }

  private static String position(RecordMetadata fact) {
    return new Position(fact.topic(), fact.partition(), fact.offset()).toString();
  }

  @Test
  void databaseThatIsAway_makesEveryProjectionStale() {
    String projection = "reference";
    await().atMost(SOON).until(() -> app.seen(projection).isFresh());
    stack.postgres.stop();
    try {
      Instant taken = RebuildStack.now().truncatedTo(ChronoUnit.MILLIS);
      sendReference(1, taken);
      await().atMost(SOON).until(() -> app.seen(projection).lag() == 1);
      sendReference(5, RebuildStack.now());
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                RebuildStack.Seen stale = app.seen(projection);
                assertThat(stale.lag()).isEqualTo(6);
                assertThat(stale.freshness()).isGreaterThan(3);
                assertThat(stale.freshAsOf()).isEqualTo(taken.toString());
              });
    } finally {
      stack.postgres.start();
    }
    for (RebuildStack.App instance : List.of(app, other)) {
      await().atMost(SOON).until(() -> instance.seen(projection).isFresh());
      instance.ready();
    }
  }

  private static void sendReference(int count, Instant takenAt) {
    for (int i = 0; i < count; i++) {
      stack.topics.sendAt(
          Topics.CATALOG_REFERENCE,
          "acme/customers/c",
          Reference.newBuilder().setTenant("acme").setKind("customers").setId("c").build(),
          takenAt);
    }
  }

  @Test
  void changes_areTheAdminsAlone() {
    for (String verb : List.of("rebuild", "switch", "rollback")) {
      assertThat(app.reader.post("/api/projections/chat/" + verb, "").code())
          .isEqualTo("admin-only");
    }
    assertThat(app.reader.get("/api/projections/chat/verify").code()).isEqualTo("admin-only");
    assertThat(app.reader.get("/api/projections/chat").json().get("active").asInt()).isEqualTo(1);
    assertThat(app.change("nothing", "rebuild").code()).isEqualTo("not-found");
    assertThat(app.change("chat", "switch").code()).isEqualTo("nothing-built");
    assertThat(app.change("chat", "rebuild?partial=maybe").code()).isEqualTo("bad-parameter");
  }

  /** Asks again where the next version is a little behind, or long queries hold the views. */
  private static void assertChanged(
      RebuildStack.App instance, String projection, String verb, int active) {
    ReadClient.Answer answer =
        await()
            .atMost(SOON)
            .until(
                () -> instance.change(projection, verb),
                given ->
                    given.status() == 200
                        || !List.of("not-caught-up", "busy").contains(given.code()));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().get("active").asInt()).isEqualTo(active);
  }

  /** What was sold before is what readers see, through either instance. */
  private static void assertVisible(Shop shop) {
    String position = shop.last().toString();
    for (RebuildStack.App instance : List.of(app, other)) {
      for (String path : List.of(RECEIPTS, SALES)) {
        ReadClient.Answer answer =
            instance.reader.get(path, "X-Read-After", position, "Prefer", "wait=20");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      }
    }
  }

  private static void assertRoles() {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        other
                            .operator
                            .get("/api/projections")
                            .json()
                            .get("projections")
                            .valueStream()
                            .filter(each -> each.get("name").asString().equals("receipts"))
                            .map(each -> each.get("version") + each.get("role").asString()))
                    .containsExactly("2previous", "3active"));
  }

  private static void awaitFigures(long atLeast) {
    await()
        .atMost(SOON)
        .until(
            () ->
                newest(app.reader.get(RECEIPTS).json()) >= atLeast
                    && receipts(app.reader.get(SALES).json()) >= atLeast);
  }

  private static long newest(JsonNode answer) {
    return answer.at("/receipts/0/receiptNumber").asLong(0);
  }

  private static long receipts(JsonNode answer) {
    return answer.at("/buckets/0/receipts").asLong(0);
  }
}
