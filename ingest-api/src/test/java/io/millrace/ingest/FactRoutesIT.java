package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.Priority;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.catalog.v1.Reference;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.chat.v1.ChatRead;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.notification.v1.NotificationRead;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.sales.v1.Shift;
import io.millrace.schemas.sales.v1.ShiftEvent;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.stock.v1.StockMovement;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a 202 points at is what was sent: key, headers and value. */
class FactRoutesIT {

  private final TestApp app = TestApp.shared();

  @Test
  void post_storesReceipt() throws Exception {
    HttpResponse<String> response =
        app.post(
            "/api/receipts",
            """
            {"receiptId":"R-1","storeId":"north/1","terminalId":"T1","occurredAt":"2010-12-01T08:26:00+01:00",
             "currency":"GBP","discount":5,"total":2995,"customerId":"17850","tenantId":"demo",
             "items":[{"productId":"85123A","name":"HOLDER ё","quantity":6.5,"price":255,"discount":8},
                      {"productId":"71053","quantity":0.333,"price":1000,"tax":20},
                      {"productId":"X","quantity":1,"price":1017}],
             "payments":[{"method":"card","amount":2995}]}
            """);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    JsonNode body = TestApp.tree(response);
    assertThat(body.get("id").stringValue()).isEqualTo("R-1");
    assertThat(body.get("duplicate").booleanValue()).isFalse();
    ConsumerRecord<byte[], byte[]> record = app.record(body);
    assertThat(record.topic()).isEqualTo("sales.receipts.v1");
    assertThat(record.key()).asString().isEqualTo("demo/north%2F1");
    assertThat(Instant.ofEpochMilli(record.timestamp()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
    assertThat(header(record, EventHeaders.ID)).isEqualTo("R-1");
    assertThat(header(record, EventHeaders.SOURCE)).isEqualTo("/tenants/demo/stores/north%2F1");
    assertThat(header(record, EventHeaders.TYPE)).isEqualTo("io.millrace.sales.receipt.v1");
    assertThat(header(record, EventHeaders.TENANT)).isEqualTo("demo");
    assertThat(header(record, EventHeaders.CONTENT_TYPE)).isEqualTo("application/protobuf");
    assertThat(header(record, EventHeaders.TRACE_PARENT)).hasSize(55);
    Receipt receipt = Receipt.parseFrom(record.value());
    assertThat(receipt.getType()).isEqualTo(ReceiptType.RECEIPT_TYPE_SALE);
    assertThat(Timestamps.toInstant(receipt.getOccurredAt()))
        .isEqualTo(Instant.parse("2010-12-01T07:26:00Z"));
    assertThat(receipt.getLines(0).getQuantityMilli()).isEqualTo(6_500);
    assertThat(receipt.getLines(0).getAmount()).isEqualTo(1_650);
    assertThat(receipt.getLines(1).getAmount()).isEqualTo(333);
    assertThat(receipt.getTotal()).isEqualTo(2_995);
  }

  @Test
  void post_storesWhichSaleARefundTakesBack_andRefusesItOnASale() throws Exception {
    String refund =
        """
        {"receiptId":"R-2","storeId":"north/1","type":"refund","refundOf":"R-1","total":1,
         "items":[{"productId":"p","quantity":1,"price":1}]}
        """;

    ConsumerRecord<byte[], byte[]> record =
        app.record(TestApp.tree(app.post("/api/receipts", refund)));
    assertThat(Receipt.parseFrom(record.value()).getRefundOfReceiptId()).isEqualTo("R-1");

    for (String sale :
        List.of(
            refund.replace("\"refund\",", "\"sale\","),
            refund.replace("\"type\":\"refund\",", ""))) {
      HttpResponse<String> refused = app.post("/api/receipts", sale);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
      JsonNode error = TestApp.tree(refused).get("errors").get(0);
      assertThat(error.get("pointer").stringValue()).isEqualTo("/refundOf");
      assertThat(error.get("message").stringValue()).isEqualTo("only a refund has it");
    }
  }

  @Test
  void post_takesIdFromIdempotencyKeyThenFromBody() {
    String body =
        "{\"storeId\":\"s\",\"total\":1,\"items\":[{\"productId\":\"p\",\"quantity\":1,\"price\":1}]}";

    JsonNode named = TestApp.tree(app.post("/api/receipts", body, "Idempotency-Key", "K-7"));
    JsonNode digest = TestApp.tree(app.post("/api/receipts", body));
    JsonNode spaced = TestApp.tree(app.post("/api/receipts", body.replace(",", " , ")));

    assertThat(named.get("id").stringValue()).isEqualTo("K-7");
    assertThat(digest.get("id").stringValue()).matches("[0-9a-f]{64}");
    assertThat(spaced.get("id")).isEqualTo(digest.get("id"));
  }

  @Test
  void post_clampsTimeAhead() throws Exception {
    HttpResponse<String> response =
        app.post(
            "/api/stock/movements",
            """
            {"movementId":"M-9","storeId":"s","productId":"p","quantity":-2.5,"reason":"writeoff",
             "occurredAt":"2999-01-01T00:00:00Z"}
            """);

    ConsumerRecord<byte[], byte[]> record = app.record(TestApp.tree(response));
    StockMovement movement = StockMovement.parseFrom(record.value());
    assertThat(movement.getQuantityMilli()).isEqualTo(-2_500);
    assertThat(movement.getReason()).isEqualTo(MovementReason.MOVEMENT_REASON_WRITEOFF);
    assertThat(record.topic()).isEqualTo("stock.movements.v1");
    assertThat(header(record, EventHeaders.TYPE)).isEqualTo("io.millrace.stock.movement.v1");
    assertThat(Timestamps.toInstant(movement.getOccurredAt()))
        .isEqualTo(Instant.parse(header(record, EventHeaders.TIME)).plus(Duration.ofMinutes(5)));
  }

  @Test
  void post_storesShift() throws Exception {
    HttpResponse<String> response =
        app.post(
            "/api/shifts",
            """
            {"shiftId":"S-1","storeId":"s","terminalId":"t","type":"closed","cash":1250}
            """);

    JsonNode body = TestApp.tree(response);
    assertThat(body.get("id").stringValue()).isEqualTo("S-1");
    ConsumerRecord<byte[], byte[]> record = app.record(body);
    Shift shift = Shift.parseFrom(record.value());
    assertThat(shift.getEvent()).isEqualTo(ShiftEvent.SHIFT_EVENT_CLOSED);
    assertThat(shift.getCash()).isEqualTo(1_250);
    assertThat(header(record, EventHeaders.ID)).isEqualTo("S-1/closed");
  }

  @Test
  void put_storesProductAndDeleteRemovesIt() throws Exception {
    HttpResponse<String> put =
        app.json(
            "PUT",
            "/api/products/85123A",
            """
            {"name":"WHITE HANGING HEART","barcode":"5012345678900","price":255,"taxRate":20.5,
             "lowStockThreshold":2.125}
            """);
    HttpResponse<String> deleted = app.json("DELETE", "/api/products/85123A", "");

    ConsumerRecord<byte[], byte[]> record = app.record(TestApp.tree(put));
    assertThat(record.topic()).isEqualTo("catalog.products.v1");
    assertThat(record.key()).asString().isEqualTo("demo/85123A");
    assertThat(header(record, EventHeaders.SOURCE)).isEqualTo("/tenants/demo");
    Product product = Product.parseFrom(record.value());
    assertThat(product.getTaxRateBp()).isEqualTo(2_050);
    assertThat(product.getLowStockThresholdMilli()).isEqualTo(2_125);
    assertThat(product.getIsActive()).isTrue();
    assertThat(deleted.statusCode()).isEqualTo(202);
    assertThat(TestApp.tree(deleted).get("id").stringValue()).isEqualTo("85123A");
    ConsumerRecord<byte[], byte[]> tombstone = app.record(TestApp.tree(deleted));
    assertThat(tombstone.key()).isEqualTo(record.key());
    assertThat(tombstone.value()).isNull();
  }

  @Test
  void put_storesReferenceOfEveryKind() throws Exception {
    for (String kind : new String[] {"warehouses", "categories", "employees"}) {
      assertThat(app.json("PUT", "/api/reference/" + kind + "/1", "{\"name\":\"N\"}").statusCode())
          .as(kind)
          .isEqualTo(202);
    }
    HttpResponse<String> customer =
        app.json(
            "PUT",
            "/api/reference/customers/c1",
            "{\"name\":\"Ann\",\"phone\":\"+44 20\",\"attributes\":{\"tier\":\"gold\"}}");
    HttpResponse<String> store =
        app.json(
            "PUT",
            "/api/reference/stores/north",
            "{\"name\":\"North\",\"timezone\":\"Europe/London\",\"currency\":\"GBP\"}");

    Reference ann = Reference.parseFrom(app.record(TestApp.tree(customer)).value());
    assertThat(ann.getPhone()).isEqualTo("+44 20");
    assertThat(ann.getAttributesMap()).containsEntry("tier", "gold");
    ConsumerRecord<byte[], byte[]> record = app.record(TestApp.tree(store));
    assertThat(record.key()).asString().isEqualTo("demo/stores/north");
    assertThat(Reference.parseFrom(record.value()).getTimezone()).isEqualTo("Europe/London");
  }

  @Test
  void post_storesChatMessage() throws Exception {
    HttpResponse<String> response =
        app.post(
            "/api/chat/c-1/messages",
            "{\"messageId\":\"m1\",\"text\":\"hi\",\"recipients\":[\"bob\"],\"reply\":\"none\"}",
            "X-User-Id",
            "ann");

    ConsumerRecord<byte[], byte[]> record = app.record(TestApp.tree(response));
    assertThat(record.key()).asString().isEqualTo("demo/c-1");
    assertThat(header(record, EventHeaders.SOURCE)).isEqualTo("/tenants/demo/conversations/c-1");
    ChatMessage message = ChatMessage.parseFrom(record.value());
    assertThat(message.getSenderId()).isEqualTo("ann");
    assertThat(message.getRecipientsList()).containsExactly("bob");
  }

  @Test
  void post_storesHowFarAUserHasRead() throws Exception {
    HttpResponse<String> response =
        app.post("/api/chat/c-1/read", "{\"upToMessageId\":\"m1\"}", "X-User-Id", "bob");

    ConsumerRecord<byte[], byte[]> record = app.record(TestApp.tree(response));
    assertThat(record.topic()).isEqualTo("chat.reads.v1");
    assertThat(record.key()).asString().isEqualTo("demo/c-1");
    assertThat(header(record, EventHeaders.SOURCE)).isEqualTo("/tenants/demo/conversations/c-1");
    ChatRead read = ChatRead.parseFrom(record.value());
    assertThat(read.getTenant()).isEqualTo("demo");
    assertThat(read.getConversationId()).isEqualTo("c-1");
    assertThat(read.getUserId()).isEqualTo("bob");
    assertThat(read.getUpToMessageId()).isEqualTo("m1");
    assertThat(read.hasReadAt()).isTrue();
  }

  @Test
  void post_storesWhichNotificationsAUserHasRead() throws Exception {
    HttpResponse<String> response =
        app.post("/api/notifications/read", "{\"ids\":[\"n1\",\"n2\"]}", "X-User-Id", "b/b");

    ConsumerRecord<byte[], byte[]> record = app.record(TestApp.tree(response));
    assertThat(record.topic()).isEqualTo("notifications.reads.v1");
    assertThat(record.key()).asString().isEqualTo("demo/b%2Fb");
    NotificationRead read = NotificationRead.parseFrom(record.value());
    assertThat(read.getUserId()).isEqualTo("b/b");
    assertThat(read.getNotificationIdsList()).containsExactly("n1", "n2");
  }

  @Test
  void post_putsAiRequestOnTopicOfItsPriority() throws Exception {
    String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"why?\"}]";
    HttpResponse<String> high =
        app.post(
            "/api/ai/requests",
            "{\"requestId\":\"q 1\",\"priority\":\"high\",\"maxTokens\":10," + messages + "}");
    HttpResponse<String> normal = app.post("/api/ai/requests", "{" + messages + "}");

    JsonNode body = TestApp.tree(high);
    assertThat(body.get("streamUrl").stringValue())
        .isEqualTo("http://localhost:8081/api/ai/requests/q%201/stream");
    assertThat(body.get("queueDepth").intValue()).isPositive();
    ConsumerRecord<byte[], byte[]> record = app.record(body);
    assertThat(record.topic()).isEqualTo("ai.requests.high.v1");
    assertThat(record.key()).asString().isEqualTo("q 1");
    AiRequest request = AiRequest.parseFrom(record.value());
    assertThat(request.getPriority()).isEqualTo(Priority.PRIORITY_HIGH);
    assertThat(request.getMaxTokens()).isEqualTo(10);
    assertThat(app.record(TestApp.tree(normal)).topic()).isEqualTo("ai.requests.normal.v1");
    assertThat(TestApp.tree(normal).get("id").stringValue()).hasSize(36);
  }

  @Test
  void post_keepsCallersTrace() {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    HttpResponse<String> response =
        app.post(
            "/api/shifts",
            "{\"shiftId\":\"S-2\",\"storeId\":\"s\",\"terminalId\":\"t\",\"type\":\"opened\"}",
            "traceparent",
            trace);

    ConsumerRecord<byte[], byte[]> record = app.record(TestApp.tree(response));
    assertThat(header(record, EventHeaders.TRACE_PARENT)).isEqualTo(trace);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
