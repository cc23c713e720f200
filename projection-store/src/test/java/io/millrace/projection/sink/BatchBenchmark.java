package io.millrace.projection.sink;

import io.millrace.schemas.sales.v1.Shift;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the sink runtime adds to each record, whatever the projection. Times are per record. */
@State(Scope.Benchmark)
public class BatchBenchmark {

  static final int SIZE = 500;
  private static final int PARTITIONS = 6;

  private final TallyProjection projection = new TallyProjection("demo");
  private final List<ConsumerRecord<byte[], byte[]>> records =
      IntStream.range(0, SIZE)
          .mapToObj(
              number ->
                  new ConsumerRecord<>(
                      TallyProjection.TOPIC.name(),
                      number % PARTITIONS,
                      number / PARTITIONS,
                      new byte[0],
                      Shift.newBuilder()
                          .setTenant("demo")
                          .setShiftId("shift-" + number)
                          .setEmployeeId("employee-" + number % 40)
                          .build()
                          .toByteArray()))
          .toList();

  /** Records of a small message to a batch. */
  @Benchmark
  @OperationsPerInvocation(SIZE)
  public Batch<Shift> read() {
    List<Entry<Shift>> entries = new ArrayList<>(SIZE);
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> entry : records) {
      Entry<Shift> read = Entry.read(projection, entry);
      entries.add(read);
      ends.put(read.partition(), entry.offset() + 1);
    }
    return new Batch<>(entries, ends);
  }

  /** Records to a batch, to what it covers and to its statement. */
  @Benchmark
  @OperationsPerInvocation(SIZE)
  public List<Object> readAndWrite() {
    Batch<Shift> batch = read();
    return List.of(batch.covered(), projection.writes(batch.rows()));
  }
}
