package io.millrace.ingest.webhook;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.TraceParent;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.signature.Delivery;
import io.millrace.ingest.source.ConfiguredSource;
import java.time.Instant;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From a signed delivery of about 1 KiB to the record, without HTTP and Kafka. */
@State(Scope.Benchmark)
public class DeliveryBenchmark {

  private static final int SAMPLES = 1_024;
  private static final int SIZE = 1_024;

  private final SampleDelivery[] deliveries =
      IntStream.range(0, SAMPLES)
          .mapToObj(number -> SampleDelivery.of(number, SIZE))
          .toArray(SampleDelivery[]::new);
  private final ConfiguredSource source = SampleDelivery.source();
  private final Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private int next;

  /** The second part of {@link #verifyAndToRecord()}. */
  @Benchmark
  public Event toRecord() {
    return toRecord(deliveries[next++ % SAMPLES].at(now));
  }

  @Benchmark
  public Event verifyAndToRecord() {
    Delivery delivery = deliveries[next++ % SAMPLES].at(now);
    Problem problem = source.verifier().verify(delivery).problem();
    if (problem != null) {
      throw new IllegalStateException("a sample was refused: " + problem.detail());
    }
    return toRecord(delivery);
  }

  private Event toRecord(Delivery delivery) {
    Envelope envelope = new Envelope("demo", now, TraceParent.of(null));
    String type =
        DeliveryNames.type(source.config().getScheme(), delivery.headers(), delivery.body());
    return Deliveries.event(source, delivery, delivery.body(), type, envelope);
  }
}
