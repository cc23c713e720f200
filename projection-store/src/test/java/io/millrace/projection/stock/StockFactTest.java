package io.millrace.projection.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.stock.v1.StockMovement;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class StockFactTest {

  private final StockMovementSink sink = new StockMovementSink();

  @Test
  void row_takesTheProductsOfAReceiptTogether() {
    Receipt sale = receipt().addLines(line("tea", 1_000)).addLines(line("tea", 500)).build();
    assertThat(row(Topics.SALES_RECEIPTS, sale).quantities()).isEqualTo(Map.of("tea", -1_500L));
    Receipt refund = sale.toBuilder().setType(ReceiptType.RECEIPT_TYPE_REFUND).build();
    assertThat(row(Topics.SALES_RECEIPTS, refund).quantities()).isEqualTo(Map.of("tea", 1_500L));
    assertThat(row(Topics.SALES_RECEIPTS, refund).reason()).isEqualTo("refund");
  }

  @Test
  void row_refusesWhatTheLevelRefuses() {
    Receipt.Builder good = receipt().addLines(line("tea", 1_000));
    refuses(good.clone().clearType(), "type: RECEIPT_TYPE_UNSPECIFIED (expected: sale or refund)");
    refuses(good.clone().clearLines(), "lines: 0 (expected: > 0)");
    refuses(good.clone().addLines(line("cup", 0)), "lines.quantity_milli: 0 (expected: > 0)");
    refuses(good.clone().addLines(line("", 1)), "lines.product_id: '' (expected: an id)");
    refuses(good.clone().clearReceiptId(), "receipt_id: '' (expected: an id)");
    refuses(good.clone().clearOccurredAt(), "occurred_at: not set (expected: a time)");
    refuses(
        good.clone().setOccurredAt(Timestamp.newBuilder().setNanos(-1)),
        "occurred_at: -1ns (expected: 0 to 999999999)");
    refuses(
        good.clone().setOccurredAt(Timestamp.newBuilder().setSeconds(253_402_300_800L)),
        "occurred_at: +10000-01-01T00:00:00Z (expected: years 0001 to 9999)");
    refuses(good.clone().setStoreId("s2"), "key: demo/s1 (expected: demo/s2)");
    assertThatThrownBy(
            () ->
                row(
                    Topics.SALES_RECEIPTS,
                    good.clone()
                        .addLines(line("tea", Long.MAX_VALUE))
                        .addLines(line("tea", Long.MAX_VALUE))
                        .build()))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> row(Topics.STOCK_MOVEMENTS, movement().clearReason().build()))
        .hasMessage("reason: MOVEMENT_REASON_UNSPECIFIED (expected: a known reason)");
    assertThatThrownBy(() -> row(Topics.STOCK_MOVEMENTS, movement().clearProductId().build()))
        .hasMessage("product_id: '' (expected: an id)");
  }

  @Test
  void writes_ofADuplicateInTheBatch_areThoseOfTheFirst() {
    StockFact first = row(Topics.SALES_RECEIPTS, receipt().addLines(line("tea", 1_000)).build());
    StockFact again =
        row(
            Topics.SALES_RECEIPTS,
            receipt()
                .setOccurredAt(Timestamp.newBuilder().setSeconds(1_767_225_600L))
                .addLines(line("cup", 1_000))
                .build());

    List<Write> writes = sink.writes(List.of(first, again));

    assertThat(writes).hasSize(2);
    assertThat((Object[]) writes.get(0).arguments().get(0)).containsExactly("2010-10-01");
    assertThat((Object[]) writes.get(1).arguments().get(2)).containsExactly("tea");
    assertThat(sink.writes(List.of())).isEmpty();
  }

  private void refuses(Receipt.Builder receipt, String message) {
    assertThatThrownBy(() -> row(Topics.SALES_RECEIPTS, receipt.build())).hasMessage(message);
  }

  private StockFact row(TopicSpec topic, Message fact) {
    return sink.row(
        new ConsumerRecord<>(
            topic.name(), 0, 7, "demo/s1".getBytes(StandardCharsets.UTF_8), fact.toByteArray()));
  }

  private static Receipt.Builder receipt() {
    return Receipt.newBuilder()
        .setTenant("demo")
        .setStoreId("s1")
        .setReceiptId("r1")
        .setType(ReceiptType.RECEIPT_TYPE_SALE)
        .setOccurredAt(Timestamp.newBuilder().setSeconds(1_291_190_400L));
  }

  private static ReceiptLine line(String product, long milli) {
    return ReceiptLine.newBuilder().setProductId(product).setQuantityMilli(milli).build();
  }

  private static StockMovement.Builder movement() {
    return StockMovement.newBuilder()
        .setTenant("demo")
        .setStoreId("s1")
        .setMovementId("m1")
        .setProductId("tea")
        .setReason(MovementReason.MOVEMENT_REASON_DELIVERY)
        .setOccurredAt(Timestamp.newBuilder().setSeconds(1_291_190_400L));
  }
}
