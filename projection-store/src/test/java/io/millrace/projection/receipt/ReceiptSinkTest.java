package io.millrace.projection.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.sales.v1.Payment;
import io.millrace.schemas.sales.v1.PaymentMethod;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.topic.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ReceiptSinkTest {

  private final ReceiptSink sink = new ReceiptSink(JsonMapper.builder().build());

  @Test
  void row_hasItsPartsAsTheApiShowsThem() {
    ReceiptSink.Row row =
        sink.row(
            record(
                receipt()
                    .addLines(
                        ReceiptLine.newBuilder()
                            .setProductId("p")
                            .setQuantityMilli(6000)
                            .setPrice(255)
                            .setDiscount(30)
                            .setTax(250)
                            .setAmount(1500))
                    .addPayments(
                        Payment.newBuilder()
                            .setMethod(PaymentMethod.PAYMENT_METHOD_CASH)
                            .setAmount(1500))
                    .build()));

    assertThat(row.type()).isEqualTo("sale");
    assertThat(row.lines())
        .isEqualTo(
            "[{\"productId\":\"p\",\"name\":null,\"barcode\":null,\"quantity\":6,\"price\":255,"
                + "\"discount\":30,\"tax\":250,\"amount\":1500}]");
    assertThat(row.payments()).isEqualTo("[{\"method\":\"cash\",\"amount\":1500}]");
  }

  @Test
  void row_refusesWhatHasNoIdentityOrMeaning() {
    assertThatThrownBy(() -> sink.row(record(receipt().clearTenant().build())))
        .hasMessage("tenant: '' (expected: an id)");
    assertThatThrownBy(() -> sink.row(record(receipt().clearOccurredAt().build())))
        .hasMessage("occurred_at: not set (expected: a time)");
    assertThatThrownBy(() -> sink.row(record(receipt().clearType().build())))
        .hasMessageContaining("expected: sale or refund");
    assertThatThrownBy(
            () -> sink.row(record(receipt().addPayments(Payment.getDefaultInstance()).build())))
        .hasMessageContaining("expected: cash, card, transfer or mixed");
  }

  private static Receipt.Builder receipt() {
    return Receipt.newBuilder()
        .setTenant("t")
        .setStoreId("s")
        .setReceiptId("r")
        .setType(ReceiptType.RECEIPT_TYPE_SALE)
        .setOccurredAt(com.google.protobuf.Timestamp.getDefaultInstance());
  }

  private static ConsumerRecord<byte[], byte[]> record(Receipt receipt) {
    return new ConsumerRecord<>(
        Topics.SALES_RECEIPTS.name(), 0, 7, new byte[0], receipt.toByteArray());
  }
}
