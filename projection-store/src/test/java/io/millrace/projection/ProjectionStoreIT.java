package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.projection.sink.ProjectionStatus;
import io.millrace.projection.support.TestDatabase;
import io.millrace.projection.support.TestTopics;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Priority;
import io.millrace.schemas.ai.v1.Usage;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.catalog.v1.Reference;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.ProductSales;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.projection.v1.StockAlert;
import io.millrace.schemas.projection.v1.StockAlertState;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.projection.v1.WebhookStats;
import io.millrace.schemas.sales.v1.Payment;
import io.millrace.schemas.sales.v1.PaymentMethod;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole app against a real stack: from each topic into its table. */
@WithStack
class ProjectionStoreIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Timestamp QUARTER = Timestamps.of(Instant.parse("2010-12-01T08:15:00Z"));

  private static ConfigurableApplicationContext app;
  private static TestTopics topics;
  private static TestDatabase database;
  private static String redisUrl;

  private final String tenant = "t-" + UUID.randomUUID();
  private final String store = Keys.of(tenant, "store-1");

  @BeforeAll
  static void start(Stack stack) {
    redisUrl = stack.redisUrl();
    topics = new TestTopics(stack.kafkaBootstrapServers());
    database = TestDatabase.at(stack.databaseUrl());
    app =
        new SpringApplicationBuilder(ProjectionStore.class)
            .run(
                "--spring.config.name=projection-store",
                "--server.port=0",
                "--kafka.bootstrap-servers=" + stack.kafkaBootstrapServers(),
                "--database.url=" + stack.databaseUrl(),
                "--redis.url=" + redisUrl);
    await().atMost(SOON).until(() -> get("/ready").statusCode() == 200);
  }

  @AfterAll
  static void stop() {
    app.close();
    topics.close();
  }

  @Test
  void receipts_areKeptOnceWithTheirParts() {
    Receipt receipt =
        Receipt.newBuilder()
            .setTenant(tenant)
            .setStoreId("store-1")
            .setReceiptId("r-1")
            .setReceiptNumber("536365")
            .setType(ReceiptType.RECEIPT_TYPE_REFUND)
            .setOccurredAt(QUARTER)
            .setCurrency("GBP")
            .setTotal(1530)
            .addLines(
                ReceiptLine.newBuilder()
                    .setProductId("85123A")
                    .setName("HOLDER \"quoted\"")
                    .setQuantityMilli(1500)
                    .setPrice(1020)
                    .setAmount(1530))
            .addPayments(
                Payment.newBuilder().setMethod(PaymentMethod.PAYMENT_METHOD_CARD).setAmount(1530))
            .build();
    Timestamp nextYear = Timestamps.of(Instant.now().plus(Duration.ofDays(366)));
    RecordMetadata first = topics.send(Topics.SALES_RECEIPTS, store, receipt);
    topics.send(Topics.SALES_RECEIPTS, store, receipt.toBuilder().setTotal(1).build());
    topics.send(Topics.SALES_RECEIPTS, store, receipt.toBuilder().setOccurredAt(nextYear).build());
    awaitCovered("receipts", topics.send(Topics.SALES_RECEIPTS, store, receipt));
    assertThat(
            database.rows(
                "select store_id, receipt_id, occurred_at, input_partition, input_offset"
                    + " from receipt_identity where "
                    + mine()))
        .containsExactly(
            "store-1|r-1|2010-12-01 08:15:00+00|" + first.partition() + "|" + first.offset());

    assertThat(
            database.rows(
                "select store_id, receipt_id, terminal_id, receipt_number, type, occurred_at,"
                    + " currency, total, lines->0->>'productId', lines->0->>'name',"
                    + " lines->0->'barcode', lines->0->'quantity', lines->0->'amount',"
                    + " payments->0->>'method' from receipt where "
                    + mine()))
        .containsExactly(
            "store-1|r-1|null|536365|refund|2010-12-01 08:15:00+00|GBP|1530|85123A|"
                + "HOLDER \"quoted\"|null|1.5|1530|card");
  }

  @Test
  void receipts_ofAnyTimeFindTheirPartition() {
    RecordMetadata last = null;
    for (String time :
        List.of("1970-01-01T00:00:00Z", "2010-12-01T08:15:00Z", "2031-06-30T23:59:59Z")) {
      Receipt receipt =
          Receipt.newBuilder()
              .setTenant(tenant)
              .setStoreId("store-1")
              .setReceiptId(time)
              .setType(ReceiptType.RECEIPT_TYPE_SALE)
              .setOccurredAt(Timestamps.of(Instant.parse(time)))
              .build();
      last = topics.send(Topics.SALES_RECEIPTS, store, receipt);
    }
    awaitCovered("receipts", last);
    assertThat(
            database.rows(
                "select tableoid::regclass::text from receipts_v1.receipt where "
                    + mine()
                    + " order by occurred_at"))
        .containsExactly(
            "receipts_v1.receipt_before_2000",
            "receipts_v1.receipt_2010_10",
            "receipts_v1.receipt_2031_04");
  }

  @Test
  void products_followTheNewestStateAndTombstones() {
    Product product =
        Product.newBuilder()
            .setTenant(tenant)
            .setProductId("p/1")
            .setName("Кружка")
            .setPrice(255)
            .setTaxRateBp(2000)
            .setIsActive(true)
            .build();
    String key = Keys.of(tenant, "p/1");
    topics.send(Topics.CATALOG_PRODUCTS, key, product);
    topics.send(Topics.CATALOG_PRODUCTS, key, product.toBuilder().setPrice(300).build());
    String query =
        "select product_id, name, barcode, price, cost, tax_rate_bp, is_active from product where "
            + mine();
    awaitRows(query, "p/1|Кружка|null|300|null|2000|t");

    topics.send(Topics.CATALOG_PRODUCTS, key, null);
    await().atMost(SOON).until(() -> database.rows(query).isEmpty());

    topics.send(Topics.CATALOG_PRODUCTS, key, product.toBuilder().setPrice(5).build());
    awaitRows(query, "p/1|Кружка|null|5|null|2000|t");
  }

  @Test
  void reference_isKeptByKind() {
    topics.send(
        Topics.CATALOG_REFERENCE,
        Keys.of(tenant, "stores", "store-1"),
        Reference.newBuilder()
            .setTenant(tenant)
            .setKind("stores")
            .setId("store-1")
            .setTimezone("Europe/London")
            .setCurrency("GBP")
            .putAttributes("size", "big")
            .build());
    awaitRows(
        "select kind, id, name, timezone, currency, attributes->>'size' from reference where "
            + mine(),
        "stores|store-1|null|Europe/London|GBP|big");
    topics.send(Topics.CATALOG_REFERENCE, Keys.of(tenant, "stores", "store-1"), null);
    await()
        .atMost(SOON)
        .until(() -> database.value("select count(*) from reference where " + mine()).equals("0"));
  }

  @Test
  void sales_keepTheHighestRevisionAndTellWatchers() throws Exception {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    RedisClient client = RedisClient.create(redisUrl);
    try (StatefulRedisPubSubConnection<String, String> watcher = client.connectPubSub()) {
      watcher.addListener(
          new RedisPubSubAdapter<String, String>() {
            @Override
            public void message(String channel, String message) {
              heard.add(channel + " " + message);
            }
          });
      watcher.sync().subscribe("live:" + tenant + "/sales:store-1");
      await()
          .atMost(SOON)
          .until(() -> get("/api/health").body().contains("\"redis\":{\"status\":\"ok\""));

      for (TopicSpec topic :
          new TopicSpec[] {Topics.PROJECTION_SALES_BY_HOUR, Topics.PROJECTION_SALES_BY_DAY}) {
        topics.send(topic, store, sales(2, 17, 5000));
        topics.send(topic, store, sales(1, 16, 2000));
      }
      String columns = "select start, currency, receipts, refunds, units_milli, revenue from ";
      awaitRows(
          columns + "sales_quarter where " + mine(), "2010-12-01 08:15:00+00|GBP|2|1|6000|5000");
      awaitRows(columns + "sales_day where " + mine(), "2010-12-01 08:15:00+00|GBP|2|1|6000|5000");
      awaitRows(
          "select topic, \"partition\", \"offset\" from watermark where projection = 'sales-by-day'"
              + " and topic = '"
              + tenant
              + "'",
          tenant + "|3|17");
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(heard)
                      .contains(
                          "live:"
                              + tenant
                              + "/sales:store-1 {\"channel\":\"sales:store-1\",\"data\":{"
                              + "\"storeId\":\"store-1\",\"currency\":\"GBP\","
                              + "\"start\":\"2010-12-01T08:15:00Z\",\"receipts\":2,\"refunds\":1,"
                              + "\"units\":6,\"revenue\":5000}}"));
    } finally {
      client.shutdown();
    }
  }

  @Test
  void productSales_keepTheHighestRevision() {
    ProductSales row =
        ProductSales.newBuilder()
            .setTenant(tenant)
            .setStoreId("store-1")
            .setProductId("p-1")
            .setName("Mug")
            .setStart(QUARTER)
            .setUnitsMilli(-1500)
            .setRevenue(-300)
            .setRevision(3)
            .build();
    topics.send(Topics.PROJECTION_PRODUCT_SALES, store, row);
    awaitRows(
        "select product_id, name, start, units_milli, revenue from product_sales where " + mine(),
        "p-1|Mug|2010-12-01 08:15:00+00|-1500|-300");
  }

  @Test
  void stockLevels_keepTheHighestRevision() {
    StockLevel level =
        StockLevel.newBuilder()
            .setTenant(tenant)
            .setStoreId("store-1")
            .setProductId("p-1")
            .setQuantityMilli(-2000)
            .setUpdatedAt(QUARTER)
            .setRevision(1)
            .build();
    topics.send(Topics.PROJECTION_STOCK_LEVELS, store, level);
    topics.send(
        Topics.PROJECTION_STOCK_LEVELS,
        store,
        level.toBuilder().setQuantityMilli(7).setCountedAt(QUARTER).setRevision(2).build());
    awaitRows(
        "select product_id, quantity_milli, updated_at, counted_at from stock_level where "
            + mine(),
        "p-1|7|2010-12-01 08:15:00+00|2010-12-01 08:15:00+00");
  }

  @Test
  void stockAlerts_keepTheHighestRevision() {
    StockAlert alert =
        StockAlert.newBuilder()
            .setTenant(tenant)
            .setStoreId("store-1")
            .setProductId("p-1")
            .setState(StockAlertState.STOCK_ALERT_STATE_OK)
            .setQuantityMilli(9_000)
            .setSince(QUARTER)
            .setIngestedAt(QUARTER)
            .setCrossings(1)
            .setRevision(2)
            .build();
    topics.send(Topics.PROJECTION_STOCK_ALERTS, store, alert);
    topics.send(
        Topics.PROJECTION_STOCK_ALERTS,
        store,
        alert.toBuilder()
            .setState(StockAlertState.STOCK_ALERT_STATE_LOW)
            .setThresholdMilli(5_000)
            .setRevision(1)
            .build());
    awaitRows(
        "select product_id, product_name, state, quantity_milli, threshold_milli, since, crossings"
            + " from stock_alert where "
            + mine(),
        "p-1|null|ok|9000|null|2010-12-01 08:15:00+00|1");
  }

  @Test
  void webhookStats_keepCountsByType() {
    topics.send(
        Topics.PROJECTION_WEBHOOK_STATS,
        Keys.of(tenant, "github"),
        WebhookStats.newBuilder()
            .setTenant(tenant)
            .setSourceKey("github")
            .setStart(QUARTER)
            .setAccepted(3)
            .setRejected(1)
            .setBytes(4096)
            .putByType("push", 3)
            .setRevision(1)
            .build());
    awaitRows(
        "select source_key, accepted, rejected, duplicates, bytes, by_type->'push'"
            + " from webhook_minute where "
            + mine(),
        "github|3|1|0|4096|3");
  }

  @Test
  void chat_keepsMessagesInOrder() {
    ChatMessage message =
        ChatMessage.newBuilder()
            .setTenant(tenant)
            .setConversationId("c-1")
            .setMessageId("m-1")
            .setSenderId("anna")
            .setText("said \"hi\" \\ {x}")
            .addRecipients("boris")
            .addRecipients("a \"b\", c\\")
            .setSentAt(QUARTER)
            .build();
    String key = Keys.of(tenant, "c-1");
    topics.send(Topics.CHAT_MESSAGES, key, message);
    topics.send(Topics.CHAT_MESSAGES, key, message.toBuilder().setText("again").build());
    topics.send(Topics.CHAT_MESSAGES, key, message.toBuilder().setMessageId("m-2").build());
    awaitRows(
        "select string_agg(message_id, ',' order by log_offset), min(text), min(recipients[2])"
            + " from chat_message where "
            + mine(),
        "m-1,m-2|said \"hi\" \\ {x}|a \"b\", c\\");
  }

  @Test
  void aiRequests_joinRequestAndFirstResultInAnyOrder() {
    topics.send(Topics.AI_REQUESTS_HIGH, "a", request("a", Priority.PRIORITY_HIGH));
    String query =
        "select request_id, status, priority, user_id, admitted_at, attempts, answer, total_tokens"
            + " from ai_request where "
            + mine()
            + " order by request_id";
    awaitRows(query, "a|queued|high|anna|2010-12-01 08:15:00+00|0|null|0");

    topics.send(Topics.AI_RESULTS, "a", result("a", AiStatus.AI_STATUS_COMPLETED, "42"));
    awaitRows(query, "a|completed|high|anna|2010-12-01 08:15:00+00|1|42|9");
    assertThat(
            database.rows(
                "select conversation_id, finish_reason, tool_calls, provider from ai_request where "
                    + mine()))
        .containsExactly("talk|stop|[]|main");

    topics.send(Topics.AI_RESULTS, "a", result("a", AiStatus.AI_STATUS_FAILED, "late"));
    topics.send(Topics.AI_RESULTS, "b", result("b", AiStatus.AI_STATUS_CANCELLED, ""));
    awaitRows(
        query,
        "a|completed|high|anna|2010-12-01 08:15:00+00|1|42|9",
        "b|cancelled|normal|null|null|1|null|9");

    topics.send(Topics.AI_REQUESTS_LOW, "b", request("b", Priority.PRIORITY_LOW));
    awaitRows(
        query,
        "a|completed|high|anna|2010-12-01 08:15:00+00|1|42|9",
        "b|cancelled|low|anna|2010-12-01 08:15:00+00|1|null|9");
  }

  @Test
  void aiRequests_thatFailed_becomeWhatTheirRedriveMadeOfThem() {
    AiResult failed = result("f", AiStatus.AI_STATUS_FAILED, "");
    topics.send(Topics.AI_RESULTS, "f", failed);
    String query =
        "select request_id, status, attempts, answer from ai_request where "
            + mine()
            + " order by request_id";
    awaitRows(query, "f|failed|1|null");

    topics.send(
        Topics.AI_RESULTS, "f", failed.toBuilder().setAttempts(3).setRedrive("dlt-0@1").build());
    awaitRows(query, "f|failed|3|null");
    AiResult completed = result("f", AiStatus.AI_STATUS_COMPLETED, "42");
    topics.send(Topics.AI_RESULTS, "f", completed.toBuilder().setRedrive("dlt-0@2").build());
    awaitRows(query, "f|completed|1|42");

    topics.send(Topics.AI_RESULTS, "f", failed.toBuilder().setRedrive("dlt-0@3").build());
    topics.send(
        Topics.AI_RESULTS,
        "f",
        completed.toBuilder().setAnswer("43").setRedrive("dlt-0@4").build());
    topics.send(Topics.AI_RESULTS, "f", result("g", AiStatus.AI_STATUS_CANCELLED, ""));
    awaitRows(query, "f|completed|1|42", "g|cancelled|1|null");
  }

  @Test
  void health_tellsEachPart() throws Exception {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(get("/api/health").body())
                    .startsWith("{\"status\":\"healthy\",\"database\":{\"status\":\"ok\"")
                    .contains("\"redis\":{\"status\":\"ok\"", "\"kafka\":{\"status\":\"ok\"")
                    .contains("\"aiQueue\":{\"queueLength\":", "\"maxConcurrent\":10")
                    .contains("\"avgWaitTimeMs\":", "\"heapUsedMB\":", "\"rssMB\":"));
    assertThat(get("/metrics").body())
        .contains(
            "projection_lag{", "projection_rows_total{projection=\"receipts\",version=\"1\"}");
    assertThat(app.getBean(ProjectionStatus.class).projections())
        .extracting(ProjectionStatus.State::name)
        .containsExactly(
            "ai-requests",
            "ai-usage",
            "chat",
            "chat-conversations",
            "notifications",
            "product-sales",
            "products",
            "receipts",
            "reference",
            "sales-breakdown",
            "sales-by-day",
            "sales-by-hour",
            "shifts",
            "stock-alerts",
            "stock-levels",
            "stock-movements",
            "webhook-stats");
  }

  private SalesBucket sales(long revision, long input, long revenue) {
    return SalesBucket.newBuilder()
        .setTenant(tenant)
        .setStoreId("store-1")
        .setCurrency("GBP")
        .setStart(QUARTER)
        .setReceipts(2)
        .setRefunds(1)
        .setUnitsMilli(6000)
        .setRevenue(revenue)
        .setRevision(revision)
        .setInput(
            InputPosition.newBuilder()
                .setTopic(tenant)
                .setPartition(3)
                .setOffset(input)
                .setIngestedAt(QUARTER))
        .build();
  }

  private AiRequest request(String id, Priority priority) {
    return AiRequest.newBuilder()
        .setTenant(tenant)
        .setRequestId(id)
        .setUserId("anna")
        .setPriority(priority)
        .setAdmittedAt(QUARTER)
        .build();
  }

  private AiResult result(String id, AiStatus status, String answer) {
    return AiResult.newBuilder()
        .setTenant(tenant)
        .setRequestId(id)
        .setStatus(status)
        .setAttempts(1)
        .setAnswer(answer)
        .setUsage(Usage.newBuilder().setTotalTokens(9))
        .setConversationId("talk")
        .setFinishReason("stop")
        .setToolCalls(ByteString.copyFromUtf8("[]"))
        .setProvider("main")
        .build();
  }

  private String mine() {
    return "tenant = '" + tenant + "'";
  }

  private static void awaitCovered(String projection, RecordMetadata last) {
    await()
        .atMost(SOON)
        .until(
            () ->
                !database
                    .rows(
                        "select 1 from watermark where projection = '"
                            + projection
                            + "' and topic = '"
                            + last.topic()
                            + "' and \"partition\" = "
                            + last.partition()
                            + " and \"offset\" >= "
                            + last.offset())
                    .isEmpty());
  }

  private static void awaitRows(String query, String... rows) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(database.rows(query)).containsExactly(rows));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    String port = app.getEnvironment().getProperty("local.server.port");
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
