package io.millrace.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.Stack;
import io.millrace.ingest.TestApp;
import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Problem;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** A spool on a real broker that is said to be away. */
class SpoolIT {

  private static final int EVENTS = 3_000;

  private final String bootstrapServers = Stack.shared().kafkaBootstrapServers();
  private final TestApp app = TestApp.shared();
  private final Envelope envelope = new Envelope("demo", Instant.now(), "trace");
  private final DirectProducer kafka = new DirectProducer(bootstrapServers);
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final Queue<String> taken = new ConcurrentLinkedQueue<>();

  @TempDir private Path folder;

  @AfterEach
  void closeProducer() {
    kafka.close();
  }

  @Test
  void spool_takesInOrderWhileKafkaIsAwayAndSwitchesBackOnceEmpty() {
    try (Spool spool = spool("1GB")) {
      spool.start(kafka);
      for (int i = 0; i < EVENTS; i++) {
        assertThat(offer(spool, event("a", i))).isTrue();
      }
      await().until(() -> taken.size() == EVENTS);
      assertThat(spool.active()).isTrue();
      assertThat(spool.events()).isEqualTo(EVENTS);

      kafka.ready(true);
      await().until(() -> !spool.active());
      assertThat(offer(spool, event("a", EVENTS))).isFalse();
      assertThat(spool.bytes()).isZero();
      assertThat(spool.drained()).isEqualTo(EVENTS);
    }
    assertThat(stored("a")).isEqualTo(IntStream.range(0, EVENTS).mapToObj(i -> "a-" + i).toList());
  }

  @Test
  void start_sendsNothingTwiceThatKafkaHadAlready() throws Exception {
    List<Event> events = IntStream.range(0, 100).mapToObj(i -> event("b", i)).toList();
    try (SpoolFile file = SpoolFile.open(folder.resolve("events.spool"))) {
      events.forEach(event -> file.add(RecordCodec.encode(event.record())));
      file.handing(60);
    }
    send(events.subList(0, 40));
    kafka.ready(true);

    try (Spool spool = spool("1GB")) {
      assertThat(spool.active()).isTrue();
      spool.start(kafka);
      await().until(() -> !spool.active());
    }
    assertThat(stored("b")).isEqualTo(IntStream.range(0, 100).mapToObj(i -> "b-" + i).toList());
  }

  @Test
  void offer_isRefusedWhenFull() {
    try (Spool spool = spool("10KB")) {
      spool.start(kafka);
      for (int i = 0; i < 100; i++) {
        offer(spool, event("c", i));
      }
      await().until(() -> taken.size() + refused.size() == 100);
      assertThat(taken).hasSizeBetween(10, 50);
      assertThat(refused).containsOnly("kafka-unavailable");
    }
  }

  @Test
  void offer_takesNoChangeOfConfiguration() {
    try (Spool spool = spool("1GB")) {
      spool.start(kafka);
      Event key = envelope.raw(EventKind.API_KEY, Topics.CONFIG_KEYS, "k", "/x", "1", new byte[1]);
      assertThat(offer(spool, key)).isFalse();
    }
  }

  @Test
  void offer_takesWhatFollowsFailureUntilKafkaIsKnownToBeBack() {
    kafka.ready(true);
    try (Spool spool = spool("1GB")) {
      spool.start(kafka);
      await().until(() -> !spool.active());
      assertThat(offer(spool, event("d", 0))).isFalse();
      spool.kafkaFailed();
      assertThat(offer(spool, event("d", 1))).isTrue();
      await().until(() -> !spool.active());
    }
    assertThat(stored("d")).containsExactly("d-1");
  }

  @Test
  void spool_switchesBackUnderSteadyLoad() {
    List<String> stores = List.of("e1", "e2", "e3", "e4");
    Set<String> acknowledged;
    try (Spool spool = spool("1GB")) {
      spool.start(kafka);
      SpoolLoad load = new SpoolLoad(spool, kafka, stores, this::event);
      await().until(() -> load.answers() > 2_000);
      kafka.ready(true);
      await().until(() -> !spool.active());
      await().until(() -> load.past() > 500);
      spool.kafkaFailed();
      await().until(spool::active);
      await().until(() -> !spool.active());
      await().until(() -> load.past() > 1_500);
      load.end();
      await().until(() -> load.answers() == load.offered());
      acknowledged = load.acknowledged();
      assertThat(acknowledged).hasSize(load.offered());
    }
    List<String> stored = new ArrayList<>();
    for (String store : stores) {
      List<String> ids = stored(store);
      assertThat(ids)
          .isEqualTo(IntStream.range(0, ids.size()).mapToObj(i -> store + "-" + i).toList());
      stored.addAll(ids);
    }
    assertThat(stored).containsExactlyInAnyOrderElementsOf(acknowledged);
  }

  @Test
  void drain_setsAsideWhatKafkaRefusesForGood() {
    try (SpoolFile file = SpoolFile.open(folder.resolve("events.spool"))) {
      file.add(new byte[] {1});
      file.add(
          RecordCodec.encode(new ProducerRecord<>("no/topic", 0, 1L, new byte[1], new byte[1])));
      file.add(RecordCodec.encode(event("f", 0).record()));
      file.handing(1);
    }
    kafka.ready(true);
    try (Spool spool = spool("1GB")) {
      spool.start(kafka);
      await().until(() -> !spool.active());
      assertThat(spool.refused()).isEqualTo(2);
      assertThat(spool.drained()).isEqualTo(1);
      assertThat(spool.bytes()).isZero();
    }
    assertThat(stored("f")).containsExactly("f-0");
    try (SpoolFile file = SpoolFile.open(folder.resolve("events.spool"))) {
      assertThat(file.refused()).isEqualTo(2);
    }
  }

  private boolean offer(Spool spool, Event event) {
    return spool.offer(
        event,
        new Outcome() {
          @Override
          public void stored() {
            taken.add(event.id());
          }

          @Override
          public void refused(Problem problem) {
            refused.add(problem.code());
          }

          @Override
          public void direct() {
            throw new AssertionError("nothing else is offered, so nothing is held");
          }
        });
  }

  private Spool spool(String limit) {
    return new Spool(
        new SpoolSettings(folder.toString(), DataSize.parse(limit)),
        ClientDefaults.producer(bootstrapServers),
        ClientDefaults.consumer(bootstrapServers));
  }

  private Event event(String store, int number) {
    return envelope.raw(
        EventKind.SHIFT,
        Topics.SALES_SHIFTS,
        Keys.of("spool", store),
        "/spool/" + store,
        store + "-" + number,
        new byte[] {1});
  }

  private void send(List<Event> events) throws ExecutionException, InterruptedException {
    Map<String, Object> config = ClientDefaults.producer(bootstrapServers);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Event event : new ArrayList<>(events)) {
        producer.send(event.record()).get();
      }
      producer.flush();
    }
  }

  private List<String> stored(String store) {
    return app.records(Topics.SALES_SHIFTS.name()).stream()
        .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals("spool/" + store))
        .map(record -> record.headers().lastHeader(EventHeaders.ID).value())
        .map(id -> new String(id, StandardCharsets.UTF_8))
        .toList();
  }
}
