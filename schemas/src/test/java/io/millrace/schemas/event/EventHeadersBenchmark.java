package io.millrace.schemas.event;

import java.time.Instant;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The headers of a record, as ingest writes them and as a topology reads its fact's identity. */
@State(Scope.Benchmark)
public class EventHeadersBenchmark {

  private static final int SAMPLES = 1_024;
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final String[] ids =
      IntStream.range(0, SAMPLES).mapToObj(number -> "receipt-" + number).toArray(String[]::new);
  private final String[] sources =
      IntStream.range(0, SAMPLES)
          .mapToObj(number -> "/tenants/demo/stores/store-" + number % 20)
          .toArray(String[]::new);
  private final Headers[] described =
      IntStream.range(0, SAMPLES)
          .mapToObj(number -> described(ids[number], sources[number], NOW))
          .toArray(Headers[]::new);
  private int next;

  /** Each at a millisecond of its own. */
  @Benchmark
  public Headers describe() {
    int number = next++ % SAMPLES;
    return described(ids[number], sources[number], NOW.plusMillis(number));
  }

  @Benchmark
  public String identity() {
    Headers headers = described[next++ % SAMPLES];
    return Keys.of(
        "receipt",
        EventHeaders.get(headers, EventHeaders.SOURCE),
        EventHeaders.get(headers, EventHeaders.ID));
  }

  private static Headers described(String id, String source, Instant time) {
    Headers headers = new RecordHeaders();
    EventHeaders.describe(headers, "demo", id, source, "io.millrace.sales.receipt.v1", time);
    EventHeaders.add(headers, EventHeaders.CONTENT_TYPE, EventHeaders.PROTOBUF);
    return headers;
  }
}
