package io.millrace.schemas.kafka;

import io.millrace.schemas.sales.v1.Receipt;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A receipt of three lines to and from bytes. */
@State(Scope.Benchmark)
public class ProtoSerdeBenchmark {

  private static final int SAMPLES = 1_024;
  private static final String TOPIC = "sales.receipts.v1";

  private final Serializer<Receipt> serializer =
      ProtoSerde.of(Receipt.getDefaultInstance()).serializer();
  private final Deserializer<Receipt> deserializer =
      ProtoSerde.of(Receipt.getDefaultInstance()).deserializer();
  private final byte[][] bytes =
      IntStream.range(0, SAMPLES)
          .mapToObj(number -> SampleReceipts.of(number).toByteArray())
          .toArray(byte[][]::new);
  private final Receipt[] receipts = new Receipt[SAMPLES];
  private int next;

  /** A message remembers its size, so each is written once before it is read anew. */
  @Setup(Level.Iteration)
  public void read() {
    for (int i = 0; i < SAMPLES; i++) {
      receipts[i] = deserializer.deserialize(TOPIC, bytes[i]);
    }
  }

  @Benchmark
  public Receipt deserialize() {
    return deserializer.deserialize(TOPIC, bytes[next++ % SAMPLES]);
  }

  @Benchmark
  public byte[] serialize() {
    return serializer.serialize(TOPIC, receipts[next++ % SAMPLES]);
  }

  /** As ingest does it: every message is new, and its size is not known. */
  @Benchmark
  public byte[] buildAndSerialize() {
    return serializer.serialize(TOPIC, receipts[next++ % SAMPLES].toBuilder().build());
  }
}
