package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RefundsIT {

  private final ReadApp app = ReadApp.shared();
  private final ReadClient client = app.client("refunds", "read");

  @Test
  void receipt_isLinkedWithItsRefundsBothWays_whicheverComesFirst() {
    send(refund("b", "st", "sale", "2026-03-29T09:00:00Z", 200));
    send(refund("a", "st", "sale", "2026-03-28T09:00:00Z", 300));
    send(refund("elsewhere", "st2", "sale", "2026-03-28T09:00:00Z", 300));
    send(refund("unlinked", "st", "", "2026-03-28T09:00:00Z", 1));
    RecordMetadata last =
        send(
            receipt(ReceiptType.RECEIPT_TYPE_SALE, "sale", "st", "2026-03-01T10:00:00Z", 1_000)
                .build());

    JsonNode sale = get("/api/receipts/sale", last);
    assertThat(sale.path("refunds").toString())
        .isEqualTo(
            "[{\"receiptId\":\"a\",\"occurredAt\":\"2026-03-28T09:00:00Z\",\"total\":300},"
                + "{\"receiptId\":\"b\",\"occurredAt\":\"2026-03-29T09:00:00Z\",\"total\":200}]");
    assertThat(sale.has("refundOf")).isFalse();
    JsonNode refund = get("/api/receipts/a", last);
    assertThat(refund.path("refundOf").asString()).isEqualTo("sale");
    assertThat(refund.has("refunds")).isFalse();
    assertThat(get("/api/receipts/unlinked", last).has("refundOf")).isFalse();
    JsonNode list = get("/api/receipts?storeId=st&limit=2", last).path("receipts");
    assertThat(list.findValuesAsString("refundOf")).containsExactly("sale", "sale");
    assertThat(list.findValues("refunds")).isEmpty();
  }

  @Test
  void sale_withoutRefunds_saysSo() {
    RecordMetadata sent =
        send(
            receipt(ReceiptType.RECEIPT_TYPE_SALE, "kept", "st", "2026-03-01T10:00:00Z", 1)
                .build());

    assertThat(get("/api/receipts/kept", sent).path("refunds").toString()).isEqualTo("[]");
  }

  private JsonNode get(String path, RecordMetadata after) {
    return client
        .get(
            path,
            "X-Read-After",
            after.topic() + "-" + after.partition() + "@" + after.offset(),
            "Prefer",
            "wait=20")
        .json();
  }

  private RecordMetadata send(Receipt receipt) {
    return app.topics()
        .send(Topics.SALES_RECEIPTS, Keys.of("refunds", receipt.getStoreId()), receipt);
  }

  private static Receipt refund(String id, String store, String of, String at, long total) {
    return receipt(ReceiptType.RECEIPT_TYPE_REFUND, id, store, at, total)
        .setRefundOfReceiptId(of)
        .build();
  }

  private static Receipt.Builder receipt(
      ReceiptType type, String id, String store, String at, long total) {
    return Receipt.newBuilder()
        .setTenant("refunds")
        .setStoreId(store)
        .setReceiptId(id)
        .setType(type)
        .setOccurredAt(Timestamps.of(Instant.parse(at)))
        .addLines(
            ReceiptLine.newBuilder()
                .setProductId("p")
                .setQuantityMilli(1_000)
                .setPrice(total)
                .setAmount(total))
        .setTotal(total);
  }
}
