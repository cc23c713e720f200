package io.millrace.projection.receipt;

import io.millrace.projection.sink.Write;
import io.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;

/** A receipt of three lines on its way into Postgres, as far as the driver. Times are per row. */
@State(Scope.Benchmark)
public class ReceiptSinkBenchmark {

  static final int BATCH = 500;

  private final ReceiptSink sink = new ReceiptSink(JsonMapper.builder().build());
  private final List<ConsumerRecord<byte[], byte[]>> records =
      IntStream.range(0, BATCH)
          .mapToObj(
              number ->
                  new ConsumerRecord<>(
                      Topics.SALES_RECEIPTS.name(),
                      0,
                      number,
                      new byte[0],
                      SampleReceipts.of(number).toByteArray()))
          .toList();
  private final List<ReceiptSink.Row> rows = records.stream().map(sink::row).toList();

  /** Bytes to a row. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<ReceiptSink.Row> row() {
    List<ReceiptSink.Row> read = new ArrayList<>(BATCH);
    for (ConsumerRecord<byte[], byte[]> entry : records) {
      read.add(sink.row(entry));
    }
    return read;
  }

  /** Rows to one statement with an array for each column. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<Write> writes() {
    return sink.writes(rows);
  }
}
