package io.millrace.streams;

import static io.millrace.streams.projection.TestFacts.line;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.PromptMessage;
import io.millrace.schemas.ai.v1.Usage;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.chat.v1.ChatRead;
import io.millrace.schemas.chat.v1.ChatReply;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.AiUsage;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.schemas.projection.v1.ProductSales;
import io.millrace.schemas.projection.v1.SalesBreakdown;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.projection.v1.WebhookStats;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.webhook.v1.WebhookRejections;
import io.millrace.streams.projection.TestFacts;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithStack
class StreamProcessorsIT {

  private static final Duration SOON = Duration.ofSeconds(180);
  private static final ProtoSerde<Notification> NOTES =
      ProtoSerde.of(Notification.getDefaultInstance());
  private static final ProtoSerde<AiRequest> REQUESTS =
      ProtoSerde.of(AiRequest.getDefaultInstance());
  private static final ProtoSerde<ChatMessage> MESSAGES =
      ProtoSerde.of(ChatMessage.getDefaultInstance());
  private static final ProtoSerde<AiUsage> USAGE = ProtoSerde.of(AiUsage.getDefaultInstance());

  @TempDir private static Path stateDir;
  private static StreamApp app;
  private static Log log;

  @BeforeAll
  static void start(Stack stack) {
    app = StreamApp.start(stack.kafkaBootstrapServers(), stateDir);
    log = new Log(stack.kafkaBootstrapServers());
    app.awaitReady();
  }

  @AfterAll
  static void stop() {
    log.close();
    app.close();
  }

  @Test
  void projections_areExactForFactsOfAnyAgeOrderAndNumberOfDeliveries() {
    String tenant = "exact";
    Random random = new Random(42);
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      receipts.add(
          TestFacts.random(random, "r" + i).toBuilder()
              .setTenant(tenant)
              .setStoreId("s" + random.nextInt(4))
              .build());
    }
    List<Receipt> delivered = new ArrayList<>(receipts);
    delivered.addAll(receipts);
    Collections.shuffle(delivered, random);
    delivered.forEach(r -> log.send(Topics.SALES_RECEIPTS, Keys.of(tenant, r.getStoreId()), r));
    for (int i = 0; i < 2; i++) {
      log.send(
          Topics.STOCK_MOVEMENTS,
          Keys.of(tenant, "s0"),
          TestFacts.movement(
                  "m1",
                  MovementReason.MOVEMENT_REASON_DELIVERY,
                  "p0",
                  1_000,
                  "2010-12-01T07:00:00Z")
              .toBuilder()
              .setTenant(tenant)
              .setStoreId("s0")
              .build());
    }

    Map<String, Long> byHour = new HashMap<>();
    Map<String, Long> byDay = new HashMap<>();
    Map<String, Long> products = new HashMap<>();
    Map<String, Long> breakdown = new HashMap<>();
    Map<String, Long> stock = new HashMap<>(Map.of(tenant + "/s0/p0", 1_000_000L));
    for (Receipt receipt : receipts) {
      long sign = receipt.getType() == ReceiptType.RECEIPT_TYPE_REFUND ? -1 : 1;
      String store = Keys.of(tenant, receipt.getStoreId());
      String quarter = bucket(receipt, 900);
      byHour.merge(store + "//" + quarter, sign * receipt.getTotal(), Long::sum);
      byDay.merge(store + "//" + bucket(receipt, 86_400), sign * receipt.getTotal(), Long::sum);
      for (String part : List.of("/payment/unknown/", "/employee//")) {
        breakdown.merge(store + "/" + part + quarter, sign * receipt.getTotal(), Long::sum);
      }
      for (ReceiptLine line : receipt.getLinesList()) {
        products.merge(
            store + "//" + line.getProductId() + "/" + quarter, sign * line.getAmount(), Long::sum);
        stock.merge(store + "/" + line.getProductId(), -sign * line.getQuantityMilli(), Long::sum);
      }
    }

    awaitRows(
        tenant,
        byHour,
        Topics.PROJECTION_SALES_BY_HOUR,
        SalesBucket.getDefaultInstance(),
        SalesBucket::getRevenue);
    awaitRows(
        tenant,
        byDay,
        Topics.PROJECTION_SALES_BY_DAY,
        SalesBucket.getDefaultInstance(),
        SalesBucket::getRevenue);
    awaitRows(
        tenant,
        products,
        Topics.PROJECTION_PRODUCT_SALES,
        ProductSales.getDefaultInstance(),
        ProductSales::getRevenue);
    awaitRows(
        tenant,
        breakdown,
        Topics.PROJECTION_SALES_BREAKDOWN,
        SalesBreakdown.getDefaultInstance(),
        SalesBreakdown::getRevenue);
    awaitRows(
        tenant,
        stock,
        Topics.PROJECTION_STOCK_LEVELS,
        StockLevel.getDefaultInstance(),
        StockLevel::getQuantityMilli);
    Map<String, SalesBucket> days =
        log.rows(Topics.PROJECTION_SALES_BY_DAY, SalesBucket.getDefaultInstance(), tenant);
    assertThat(days.values().stream().mapToLong(day -> day.getReceipts() + day.getRefunds()).sum())
        .isEqualTo(300);
  }

  @Test
  void webhooks_areCountedByType() {
    String tenant = "hooks";
    for (String id : List.of("1", "2", "3", "1")) {
      deliver(tenant, id);
    }
    Headers headers = headers(tenant, "flush-1");
    byte[] rejections =
        WebhookRejections.newBuilder()
            .setTenant(tenant)
            .setSourceKey("github")
            .setMinute(Timestamps.of(Instant.now()))
            .putByReason("signature-mismatch", 5)
            .build()
            .toByteArray();
    log.send(Topics.WEBHOOKS_REJECTED, Keys.of(tenant, "github"), rejections, headers);
    log.send(Topics.WEBHOOKS_REJECTED, Keys.of(tenant, "github"), rejections, headers);

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              long accepted = 0;
              long duplicates = 0;
              long pushes = 0;
              long rejected = 0;
              for (WebhookStats row :
                  log.rows(
                          Topics.PROJECTION_WEBHOOK_STATS,
                          WebhookStats.getDefaultInstance(),
                          tenant)
                      .values()) {
                accepted += row.getAccepted();
                duplicates += row.getDuplicates();
                pushes += row.getByTypeOrDefault("push", 0);
                rejected += row.getRejected();
              }
              assertThat(List.of(accepted, duplicates, pushes, rejected))
                  .containsExactly(3L, 1L, 3L, 5L);
            });
  }

  @Test
  void chat_isNumberedWithoutGapsAndUsersAreTold() {
    String tenant = "chat";
    List<Message> facts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      facts.add(message(tenant, "c" + i % 3, "m" + i));
    }
    facts.addAll(facts);
    for (int i = 0; i < 3; i++) {
      facts.add(read(tenant, "c" + i, "m" + (57 + i)));
    }
    Collections.shuffle(facts, new Random(7));
    List<String> order = new ArrayList<>();
    for (Message fact : facts) {
      if (fact instanceof ChatMessage message) {
        order.add(message.getConversationId() + "/" + message.getMessageId());
        log.send(Topics.CHAT_MESSAGES, Keys.of(tenant, message.getConversationId()), message);
      } else if (fact instanceof ChatRead read) {
        log.send(Topics.CHAT_READS, Keys.of(tenant, read.getConversationId()), read);
      }
    }

    Map<String, Long> seqs = new HashMap<>();
    Map<String, Long> expected = new HashMap<>();
    for (String message : order.stream().distinct().toList()) {
      String talk = message.substring(0, 2);
      long seq = seqs.merge(talk, 1L, Long::sum);
      expected.put(tenant + "/" + message.replace("/", "/message/"), seq);
      expected.put(tenant + "/" + talk, 20L);
    }
    for (int i = 0; i < 3; i++) {
      Long read = expected.get(tenant + "/c" + i + "/message/m" + (57 + i));
      expected.put(tenant + "/c" + i + "/member/bob", read);
      expected.put(tenant + "/c" + i + "/member/ann", 20L);
    }
    awaitRows(
        tenant,
        expected,
        Topics.PROJECTION_CHAT_CONVERSATIONS,
        ChatRow.getDefaultInstance(),
        row ->
            switch (row.getRowCase()) {
              case PLACE -> row.getPlace().getSeq();
              case CONVERSATION -> row.getConversation().getLastSeq();
              case MEMBER -> row.getMember().getReadSeq();
              case ROW_NOT_SET -> -1;
            });
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(log.read(Topics.PROJECTION_NOTIFICATIONS))
                    .filteredOn(note -> note.key().startsWith(tenant + "/bob/"))
                    .hasSize(60)
                    .allMatch(
                        note ->
                            note.partition()
                                == NOTES.parse(note.value()).getInput().getPartition()));
  }

  @Test
  void chat_asksTheModelOnceAndIsAnsweredOnce() {
    String tenant = "assistant";
    ChatMessage question =
        message(tenant, "c", "m1").toBuilder()
            .setText("why?")
            .setReply(ChatReply.CHAT_REPLY_AI)
            .build();
    AiResult result =
        AiResult.newBuilder()
            .setTenant(tenant)
            .setRequestId("m1")
            .setUserId("ann")
            .setStatus(AiStatus.AI_STATUS_COMPLETED)
            .setAnswer("because")
            .setConversationId("c")
            .build();
    ChatMessage second =
        question.toBuilder().setMessageId("m2").setText("really?").setSenderId("bob").build();
    for (int i = 0; i < 3; i++) {
      log.send(Topics.CHAT_MESSAGES, Keys.of(tenant, "c"), question);
      log.send(Topics.AI_RESULTS, Keys.of(tenant, "m1"), result);
    }
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        messages(tenant).stream().filter(each -> each.getSenderId().equals("ai")))
                    .singleElement()
                    .satisfies(
                        answer -> {
                          assertThat(answer.getText()).isEqualTo("because");
                          assertThat(answer.getInReplyTo()).isEqualTo("m1");
                          assertThat(answer.getRecipientsList()).containsExactly("ann");
                        }));
    log.send(Topics.CHAT_MESSAGES, Keys.of(tenant, "c"), second);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              List<AiRequest> requests =
                  log.read(Topics.AI_REQUESTS_NORMAL).stream()
                      .map(record -> REQUESTS.parse(record.value()))
                      .filter(request -> request.getTenant().equals(tenant))
                      .toList();
              assertThat(requests)
                  .extracting(AiRequest::getMessageId)
                  .containsExactlyInAnyOrder("m1", "m2");
              assertThat(requests)
                  .filteredOn(request -> request.getMessageId().equals("m2"))
                  .singleElement()
                  .satisfies(
                      request ->
                          assertThat(request.getMessagesList())
                              .extracting(PromptMessage::getRole)
                              .containsExactly("user", "assistant", "user"));
            });
    assertThat(messages(tenant)).hasSize(5);
  }

  private static List<ChatMessage> messages(String tenant) {
    return log.read(Topics.CHAT_MESSAGES).stream()
        .map(record -> MESSAGES.parse(record.value()))
        .filter(message -> message.getTenant().equals(tenant))
        .toList();
  }

  @Test
  void aiUsage_addsUpOverItsParts() {
    String tenant = "ai";
    for (int i = 0; i < 80; i++) {
      AiResult result =
          AiResult.newBuilder()
              .setTenant(tenant)
              .setRequestId("q" + i % 40)
              .setModel("small")
              .setStatus(AiStatus.AI_STATUS_COMPLETED)
              .setUsage(Usage.newBuilder().setPromptTokens(10))
              .setCompletedAt(Timestamps.of(Instant.parse("2026-01-01T00:30:00Z")))
              .build();
      log.send(Topics.AI_RESULTS, Keys.of(tenant, result.getRequestId()), result);
    }
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              Map<String, AiUsage> rows = new HashMap<>();
              for (ConsumerRecord<String, byte[]> row : log.read(Topics.PROJECTION_AI_USAGE)) {
                AiUsage usage = USAGE.parse(row.value());
                assertThat(usage.getPart()).isEqualTo(row.partition());
                if (usage.getTenant().equals(tenant)) {
                  rows.put(row.key(), usage);
                }
              }
              assertThat(rows.values().stream().mapToLong(AiUsage::getRequests).sum())
                  .isEqualTo(40);
              assertThat(rows.values().stream().mapToLong(AiUsage::getPromptTokens).sum())
                  .isEqualTo(400);
              assertThat(rows.keySet())
                  .hasSizeGreaterThan(1)
                  .allMatch(key -> key.startsWith("ai/small/normal/2026-01-01T00:00:00Z/"));
            });
  }

  @Test
  void poison_isParkedAndThePartitionGoesOn() {
    String tenant = "poison";
    String key = Keys.of(tenant, "s1");
    byte[] garbage = {(byte) 0xff, 0x00, 0x13, 0x37};
    Headers headers = new RecordHeaders();
    EventHeaders.add(headers, EventHeaders.TENANT, tenant);
    RecordMetadata first = log.send(Topics.SALES_RECEIPTS, key, garbage, headers);
    log.send(Topics.SALES_RECEIPTS, key, null, headers);
    log.send(
        Topics.SALES_RECEIPTS,
        key,
        TestFacts.movement(
                "m", MovementReason.MOVEMENT_REASON_DELIVERY, "tea", 1, "2010-12-01T08:26:00Z")
            .toByteArray(),
        headers);
    log.send(Topics.SALES_RECEIPTS, first.partition(), null, garbage, headers);
    log.send(Topics.SALES_SHIFTS, key, garbage, headers);
    log.send(Topics.STOCK_MOVEMENTS, key, garbage, headers);
    log.send(Topics.WEBHOOKS_RECEIVED, key, null, headers);
    log.send(Topics.WEBHOOKS_REJECTED, key, garbage, headers);
    log.send(
        Topics.SALES_RECEIPTS,
        key,
        TestFacts.sale("1", "2010-12-01T08:26:00Z", line("tea", 1, 100)).toBuilder()
            .setTenant(tenant)
            .build());

    awaitRows(
        tenant,
        Map.of(key + "//2010-12-01T08:15:00Z", 100L),
        Topics.PROJECTION_SALES_BY_HOUR,
        SalesBucket.getDefaultInstance(),
        SalesBucket::getRevenue);
    awaitRows(
        tenant,
        Map.of(key + "/tea", -1_000L),
        Topics.PROJECTION_STOCK_LEVELS,
        StockLevel.getDefaultInstance(),
        StockLevel::getQuantityMilli);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              // Six projections read receipts: what does not parse or is missing is parked for all
              // of them, what they cannot count by each.
              assertThat(letters(Topics.SALES_RECEIPTS, tenant)).hasSize(9);
              assertThat(letters(Topics.SALES_SHIFTS, tenant)).hasSize(1);
              assertThat(letters(Topics.STOCK_MOVEMENTS, tenant)).hasSize(1);
              assertThat(letters(Topics.WEBHOOKS_RECEIVED, tenant)).hasSize(1);
              assertThat(letters(Topics.WEBHOOKS_REJECTED, tenant)).hasSize(1);
            });
    assertThat(letters(Topics.SALES_RECEIPTS, tenant))
        .filteredOn(letter -> first.toString().equals(position(letter)))
        .singleElement()
        .satisfies(letter -> assertThat(letter.value()).isEqualTo(garbage));
    assertThat(letters(Topics.SALES_RECEIPTS, tenant))
        .extracting(letter -> EventHeaders.get(letter.headers(), EventHeaders.DEAD_LETTER_CONSUMER))
        .contains("millrace-receipts", "millrace-sales-by-hour", "millrace-stock-levels");
    assertThat(app.get("/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void metrics_nameEveryTopology() {
    String metrics = app.get("/metrics").body();

    assertThat(metrics)
        .contains("millrace_streams_running{topology=\"millrace-sales-by-hour\"} 1.0")
        .contains("millrace_streams_lag{topology=\"millrace-stock-levels\"}")
        .contains("millrace_streams_facts_counted_total{topology=\"millrace-product-sales\"}")
        .contains("millrace_streams_facts_dead_letters_total{topology=\"millrace-webhook-stats\"}")
        .contains("millrace_streams_facts_duplicates_total{topology=\"millrace-sales-by-day\"}");
  }

  @Test
  void health_showsTopologiesAndMemory() {
    HttpResponse<String> health = app.get("/api/health");

    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body())
        .contains("\"status\":\"healthy\"")
        .contains("\"millrace-sales-by-hour\":{\"state\":\"RUNNING\",\"tasks\":6")
        .containsPattern("\"memory\":\\{\"heapUsedMB\":\\d+,\"rssMB\":\\d+}");
  }

  private static ChatMessage message(String tenant, String talk, String id) {
    return ChatMessage.newBuilder()
        .setTenant(tenant)
        .setConversationId(talk)
        .setMessageId(id)
        .setSenderId("ann")
        .addRecipients("bob")
        .setSentAt(Timestamps.of(Instant.parse("2026-01-01T00:30:00Z")))
        .build();
  }

  private static ChatRead read(String tenant, String talk, String id) {
    return ChatRead.newBuilder()
        .setTenant(tenant)
        .setConversationId(talk)
        .setUserId("bob")
        .setUpToMessageId(id)
        .build();
  }

  private static String bucket(Receipt receipt, long seconds) {
    return Instant.ofEpochSecond(receipt.getOccurredAt().getSeconds() / seconds * seconds)
        .toString();
  }

  private static void deliver(String tenant, String id) {
    Headers headers = headers(tenant, id);
    EventHeaders.add(headers, EventHeaders.WEBHOOK_TYPE, "push");
    log.send(Topics.WEBHOOKS_RECEIVED, Keys.of(tenant, "github"), "{}".getBytes(UTF_8), headers);
  }

  private static Headers headers(String tenant, String id) {
    return TestFacts.headers(id, "/tenants/" + tenant + "/sources/github", "webhook");
  }

  private static <R extends Message> void awaitRows(
      String tenant, Map<String, Long> expected, TopicSpec topic, R row, ToLongFunction<R> figure) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              Map<String, Long> actual = new HashMap<>();
              log.rows(topic, row, tenant)
                  .forEach((key, value) -> actual.put(key, figure.applyAsLong(value)));
              assertThat(actual).isEqualTo(expected);
            });
  }

  private static List<ConsumerRecord<String, byte[]>> letters(TopicSpec topic, String tenant) {
    return log.read(topic.deadLetters()).stream()
        .filter(letter -> tenant.equals(EventHeaders.get(letter.headers(), EventHeaders.TENANT)))
        .toList();
  }

  private static String position(ConsumerRecord<String, byte[]> letter) {
    return EventHeaders.get(letter.headers(), EventHeaders.DEAD_LETTER_POSITION);
  }
}
