package io.millrace.ingest.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.ingest.event.Event;
import io.millrace.schemas.sales.v1.Receipt;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReceiptReaderBenchmarkTest {

  private final ReceiptReaderBenchmark benchmark = new ReceiptReaderBenchmark();

  @Test
  void read_givesTheReceiptOfTheBody() throws InvalidProtocolBufferException {
    assertThat(benchmark.parse().get("receiptId").stringValue()).isEqualTo(SampleReceipts.id(0));

    Receipt receipt = Receipt.parseFrom(benchmark.read().record().value());

    assertThat(receipt.getReceiptId()).isEqualTo(SampleReceipts.id(1));
    assertThat(receipt.getLinesList())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line.getAmount()).isPositive());
    assertThat(receipt.getTotal()).isEqualTo(receipt.getPayments(0).getAmount()).isPositive();
  }

  @Test
  void readOfBatch_givesEveryReceiptOfTheArray() {
    List<Event> events = benchmark.readOfBatch();

    assertThat(events)
        .extracting(Event::id)
        .containsExactlyElementsOf(
            IntStream.range(0, ReceiptReaderBenchmark.BATCH).mapToObj(SampleReceipts::id).toList());
  }
}
