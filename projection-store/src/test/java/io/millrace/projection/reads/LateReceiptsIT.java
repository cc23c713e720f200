package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.LateFact;
import io.millrace.schemas.projection.v1.ProductSales;
import io.millrace.schemas.projection.v1.SalesBreakdown;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A receipt for a quarter of an hour that its topology let go of, from the topics to the answers:
 * it came twice, and each time the topology did not know it.
 */
class LateReceiptsIT {

  private static final String TENANT = "late";
  private static final String QUERY = "?storeId=st&from=2026-01-05&to=2026-01-06";
  private static final Timestamp START = Timestamps.of(Instant.parse("2026-01-05T10:00:00Z"));

  private final ReadApp app = ReadApp.shared();
  private final ReadClient client = app.client(TENANT, "read");

  @Test
  void lateReceipt_isAddedToTheFiguresOnce_andWatchersSeeIt() throws Exception {
    app.store(TENANT, "st", "UTC", "EUR");
    try (LiveWatch watch = LiveWatch.of(client, "sales:st")) {
      watch.awaitWatching("sales:st").awaitFlowing(app, TENANT, "sales:st");
      assertFigures();
      await()
          .until(
              () ->
                  watch.holds(
                      "\"start\":\"2026-01-05T10:00:00Z\",\"receipts\":2,\"refunds\":0,"
                          + "\"units\":4,\"revenue\":1800"));
    }
  }

  private void assertFigures() {
    List<LateFact> facts = List.of(fact(sell(900)), fact(sell(901)));
    await().untilAsserted(() -> assertThat(client.get("/api/receipts/r1").status()).isEqualTo(200));

    JsonNode hour = read("sales", Topics.PROJECTION_SALES_BY_HOUR, bucket(), facts).path("buckets");
    assertThat(hour.toString())
        .isEqualTo(
            "[{\"start\":\"2026-01-05T10:00:00Z\",\"receipts\":2,\"refunds\":0,\"units\":4,"
                + "\"revenue\":1800,\"averageReceipt\":900}]");
    JsonNode day =
        read("sales", Topics.PROJECTION_SALES_BY_DAY, bucket(), facts, "&bucket=day")
            .path("buckets");
    assertThat(day.findValuesAsString("revenue")).containsExactly("1800");
    JsonNode products =
        read(
                "top-products",
                Topics.PROJECTION_PRODUCT_SALES,
                ProductSales.newBuilder()
                    .setTenant(TENANT)
                    .setStoreId("st")
                    .setStart(START)
                    .setProductId("tea")
                    .setUnitsMilli(2_000)
                    .setRevenue(900)
                    .setRevision(1)
                    .build(),
                facts)
            .path("products");
    assertThat(products.findValuesAsString("revenue")).containsExactly("1800");
    assertThat(products.findValuesAsString("units")).containsExactly("4");
    JsonNode payments =
        read(
                "payments",
                Topics.PROJECTION_SALES_BREAKDOWN,
                SalesBreakdown.newBuilder()
                    .setTenant(TENANT)
                    .setStoreId("st")
                    .setStart(START)
                    .setDimension("payment")
                    .setValue("card")
                    .setReceipts(1)
                    .setAmount(800)
                    .setRevenue(900)
                    .setRevision(1)
                    .build(),
                facts)
            .path("payments");
    assertThat(payments.toString())
        .isEqualTo(
            "[{\"method\":\"card\",\"receipts\":2,\"refunds\":0,\"amount\":1600,"
                + "\"revenue\":1800}]");
  }

  private static SalesBucket bucket() {
    return SalesBucket.newBuilder()
        .setTenant(TENANT)
        .setStoreId("st")
        .setStart(START)
        .setReceipts(1)
        .setUnitsMilli(2_000)
        .setRevenue(900)
        .setRevision(1)
        .build();
  }

  /**
   * The answer once there is the row, and the same again for each late fact, of which the first
   * comes twice.
   */
  private JsonNode read(
      String route, TopicSpec topic, Message row, List<LateFact> facts, String... parameters) {
    send(topic, row);
    send(topic, with(row, "late", facts.get(0)));
    facts.forEach(fact -> send(topic, with(row, "late", fact)));
    InputPosition end = app.nextInput(Topics.SALES_RECEIPTS);
    Message covered = with(row.newBuilderForType().build(), "late", LateFact.getDefaultInstance());
    send(topic, with(covered, "input", end));
    return client
        .get(
            "/api/analytics/" + route + QUERY + String.join("", parameters),
            "X-Read-After",
            ReadApp.position(end),
            "Prefer",
            "wait=20")
        .json();
  }

  private static Message with(Message row, String field, Message value) {
    return row.toBuilder()
        .setField(row.getDescriptorForType().findFieldByName(field), value)
        .build();
  }

  private void send(TopicSpec topic, Message row) {
    app.topics().send(topic, TENANT, row);
  }

  private RecordMetadata sell(long total) {
    return app.topics()
        .send(
            Topics.SALES_RECEIPTS,
            Keys.of(TENANT, "st"),
            Receipt.newBuilder()
                .setTenant(TENANT)
                .setStoreId("st")
                .setReceiptId("r1")
                .setType(ReceiptType.RECEIPT_TYPE_SALE)
                .setOccurredAt(START)
                .addLines(ReceiptLine.newBuilder().setProductId("tea").setQuantityMilli(2_000))
                .setTotal(total)
                .build());
  }

  private static LateFact fact(RecordMetadata receipt) {
    return LateFact.newBuilder()
        .setIdentity(Keys.of("receipt", "/tenants/late/stores/st", "r1"))
        .setPosition(
            InputPosition.newBuilder()
                .setTopic(receipt.topic())
                .setPartition(receipt.partition())
                .setOffset(receipt.offset()))
        .build();
  }
}
