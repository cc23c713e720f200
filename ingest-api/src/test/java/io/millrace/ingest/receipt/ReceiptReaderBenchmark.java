package io.millrace.ingest.receipt;

import io.millrace.ingest.auth.Principal;
import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.TraceParent;
import io.millrace.ingest.http.BodyLimits;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.json.Fields;
import io.millrace.ingest.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.springframework.mock.web.reactive.function.server.MockServerRequest;
import tools.jackson.databind.JsonNode;

/** From the body of a receipt of three lines to the record, without HTTP and Kafka. */
@State(Scope.Benchmark)
public class ReceiptReaderBenchmark {

  static final int BATCH = 100;
  private static final int SAMPLES = 1_024;
  private static final int ARRAYS = 16;

  private final byte[][] bodies =
      IntStream.range(0, SAMPLES).mapToObj(SampleReceipts::body).toArray(byte[][]::new);
  private final byte[][] arrays =
      IntStream.range(0, ARRAYS)
          .mapToObj(number -> SampleReceipts.array(number * BATCH, BATCH))
          .toArray(byte[][]::new);
  private final ReceiptReader reader = new ReceiptReader();
  private final Principal principal = new Principal("demo", "key", Set.of("write"), null);
  private final MockServerRequest request = MockServerRequest.builder().build();
  private final Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private int next;

  /** The first part of {@link #read()}: bytes to a tree. */
  @Benchmark
  public JsonNode parse() {
    return Json.parse(bodies[next++ % SAMPLES]);
  }

  @Benchmark
  public Event read() {
    return read(Json.parse(bodies[next++ % SAMPLES]), call(), true);
  }

  /** The time of one receipt of an array of a hundred. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<Event> readOfBatch() {
    Call call = call();
    List<Event> events = new ArrayList<>();
    Json.forEachItem(
        arrays[next++ % ARRAYS],
        BodyLimits.items(BATCH),
        item -> events.add(read(item, call, false)));
    return events;
  }

  private Call call() {
    return new Call(request, principal, new Envelope("demo", now, TraceParent.of(null)));
  }

  private Event read(JsonNode body, Call call, boolean alone) {
    Fields fields = Fields.of(body);
    fields.optionalId("tenantId");
    Event event = reader.read(fields, call, alone);
    if (!fields.errors().isEmpty()) {
      throw new IllegalStateException("a sample was refused: " + fields.errors());
    }
    return event;
  }
}
