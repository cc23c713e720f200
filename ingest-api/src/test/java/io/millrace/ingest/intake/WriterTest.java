package io.millrace.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.kafka.EventLog;
import io.millrace.ingest.kafka.KafkaSettings;
import io.millrace.ingest.metrics.EventCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.BaseSubscriber;

class WriterTest {

  private static final Event EVENT =
      new Event(EventKind.WEBHOOK, "1", null, new ProducerRecord<>("t", new byte[1]));

  private final List<String> told = new ArrayList<>();

  @Test
  void senderWhoWent_keepsNobodyFromKnowingHowTheEventEnded() {
    EventCounters counters = new EventCounters(new SimpleMeterRegistry());
    try (EventLog log = new EventLog(neverProbed(), counters, null)) {
      Prepared ready = Prepared.accepted(EVENT).onRefusal(problem -> told.add(problem.code()));

      writer(log, counters).write(ready).subscribe(new Gone());
    }

    assertThat(told).containsExactly("kafka-unavailable");
  }

  private static KafkaSettings neverProbed() {
    return new KafkaSettings("localhost:1", 1, DataSize.ofMegabytes(1), Duration.ofSeconds(1));
  }

  /** Admission is not asked about an event without terms. */
  @SuppressWarnings("NullAway")
  private static Writer writer(EventLog log, EventCounters counters) {
    return new Writer(null, log, counters);
  }

  /** Is gone before the event ends in any way. */
  private static final class Gone extends BaseSubscriber<ServerResponse> {

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      cancel();
    }
  }
}
