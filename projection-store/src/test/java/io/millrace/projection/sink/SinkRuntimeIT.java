package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.PostgresServer;
import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.projection.database.DatabaseFixture;
import io.millrace.projection.support.TestDatabase;
import io.millrace.projection.support.TestTopics;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.sales.v1.Shift;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithStack
class SinkRuntimeIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  private final String tenant = "t-" + UUID.randomUUID();
  private final TallyProjection projection = new TallyProjection(tenant);
  private String kafka;
  private TestTopics topics;
  private TestDatabase database;

  @BeforeEach
  void open(Stack stack) throws InterruptedException {
    kafka = stack.kafkaBootstrapServers();
    topics = new TestTopics(kafka);
    database = prepare(TestDatabase.at(stack.databaseUrl()));
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void apply_tenThousandRecordsQuickly() throws InterruptedException {
    produce(0, 10_000);
    try (SinkFixture sink = sink("catch-up")) {
      await().atMost(SOON).until(() -> applied() > 0);
      long began = System.nanoTime();
      await().atMost(SOON).until(() -> applied() == 10_000);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
      await().atMost(SOON).until(() -> sink.state.snapshot().lag() == 0);
      assertThat(sink.state.notReady()).isNull();
      assertThat(sink.state.snapshot().state()).isEqualTo("running");
    }
    assertEachOnce(10_000);
  }

  @Test
  void restart_appliesNothingTwiceWhereKafkaKnowsNoOffset() throws InterruptedException {
    produce(0, 1_000);
    try (SinkFixture sink = sink("crashed-before-commit")) {
      await().atMost(SOON).until(() -> applied() == 1_000);
    }
    produce(1_000, 500);
    try (SinkFixture sink = sink("another-group-without-offsets")) {
      await().atMost(SOON).until(() -> applied() == 1_500);
    }
    assertEachOnce(1_500);
  }

  @Test
  void restart_startsOverWithATopicMadeAnew() throws InterruptedException {
    produce(0, 100);
    try (SinkFixture sink = sink("old-topic")) {
      await().atMost(SOON).until(() -> applied() == 100);
    }
    database.execute(
        "update sink_offset set topic_id = 'of-the-old-topic' where projection = '"
            + projection.name()
            + "'");
    try (SinkFixture sink = sink("new-topic")) {
      await()
          .atMost(SOON)
          .until(
              () ->
                  database
                      .value("select count(*) from tally where times = 2 and " + mine())
                      .equals("100"));
    }
  }

  @Test
  void apply_refusesTheSecondOfTwoOwners() throws InterruptedException {
    produce(0, 2_000);
    try (SinkFixture one = sink("owner-1");
        SinkFixture two = sink("owner-2")) {
      for (int wave = 1; wave <= 10; wave++) {
        produce(wave * 2_000, 2_000);
      }
      await().atMost(SOON).until(() -> applied() == 22_000);
      await()
          .atMost(SOON)
          .until(() -> one.state.snapshot().lag() + two.state.snapshot().lag() == 0);
      assertThat(one.metrics.lost.count() + two.metrics.lost.count()).isPositive();
    }
    assertEachOnce(22_000);
  }

  @Test
  void apply_sharesPartitionsWithinAGroup() throws InterruptedException {
    try (SinkFixture one = sink("shared");
        SinkFixture two = sink("shared")) {
      await()
          .atMost(SOON)
          .until(
              () ->
                  one.state.snapshot().partitions() == 3 && two.state.snapshot().partitions() == 3);
      produce(0, 3_000);
      await().atMost(SOON).until(() -> applied() == 3_000);
    }
    assertEachOnce(3_000);
  }

  @Test
  void apply_waitsForPostgresAndLosesNothing() throws InterruptedException {
    try (PostgresServer postgres = new PostgresServer(null, 0)) {
      postgres.start();
      database = prepare(TestDatabase.at(postgres.url()));
      try (SinkFixture sink = sink("outage")) {
        produce(0, 500);
        await().atMost(SOON).until(() -> applied() == 500);
        await().atMost(SOON).until(() -> sink.state.snapshot().lag() == 0);
        double parkedBefore = sink.metrics.deadLetters.count();

        postgres.stop();
        produce(500, 1_500);
        await().atMost(SOON).until(() -> sink.state.snapshot().state().equals("retrying"));
        await().atMost(SOON).until(() -> sink.metrics.retries.count() >= 3);
        assertThat(sink.state.snapshot().problem()).isNotBlank();

        postgres.start();
        await().atMost(SOON).ignoreExceptions().until(() -> applied() == 2_000);

        postgres.kill();
        produce(2_000, 500);
        postgres.start();
        await().atMost(SOON).ignoreExceptions().until(() -> applied() == 2_500);
        await().atMost(SOON).until(() -> sink.state.snapshot().state().equals("running"));
        assertThat(sink.metrics.deadLetters.count()).isEqualTo(parkedBefore);
      }
      assertEachOnce(2_500);
    }
  }

  @Test
  void apply_parksWhatCannotBeReadOrWrittenAndGoesOn() throws InterruptedException {
    String key = Keys.of(tenant, "store");
    byte[] garbage = {(byte) 0xff, (byte) 0xff, 1, 2, 3};
    produce(0, 200);
    RecordMetadata unreadable = topics.sendBytes(TallyProjection.TOPIC, key, garbage);
    produce(200, 200);
    topics.send(TallyProjection.TOPIC, key, shift("nul", "a\0b"));
    topics.send(TallyProjection.TOPIC, key, shift("constraint", "refused"));
    topics.sendBytes(TallyProjection.TOPIC, key, null);
    RecordMetadata last = topics.send(TallyProjection.TOPIC, key, shift("last", "fine"));
    produce(400, 200);

    try (SinkFixture sink = sink("poison")) {
      await().atMost(SOON).until(() -> applied() == 601);
      assertThat(sink.metrics.deadLetters.count()).isGreaterThanOrEqualTo(4);
      assertThat(sink.metrics.retries.count()).isZero();
    }
    assertEachOnce(601);

    List<ConsumerRecord<byte[], byte[]>> letters = topics.deadLetters(TallyProjection.TOPIC, key);
    assertThat(letters).hasSize(4);
    ConsumerRecord<byte[], byte[]> first = letters.get(0);
    assertThat(first.value()).isEqualTo(garbage);
    assertThat(header(first, "ce_id")).isEqualTo("test");
    assertThat(header(first, EventHeaders.DEAD_LETTER_REASON)).startsWith("not a millrace.sales");
    assertThat(header(first, EventHeaders.DEAD_LETTER_CONSUMER)).isEqualTo("poison");
    assertThat(header(first, EventHeaders.DEAD_LETTER_EXCEPTION))
        .contains("SerializationException");
    assertThat(header(first, EventHeaders.DEAD_LETTER_POSITION))
        .isEqualTo(unreadable.topic() + "-" + unreadable.partition() + "@" + unreadable.offset());
    assertThat(letters)
        .extracting(letter -> header(letter, EventHeaders.DEAD_LETTER_REASON))
        .anyMatch(reason -> reason.contains("0x00"))
        .anyMatch(reason -> reason.contains("not_refused"))
        .anyMatch(reason -> reason.equals("no value"));
    assertThat(
            Long.parseLong(
                database.value(
                    "select \"offset\" from watermark where projection = '"
                        + projection.name()
                        + "' and \"partition\" = "
                        + last.partition())))
        .isGreaterThanOrEqualTo(last.offset());
  }

  private SinkFixture sink(String group) {
    return new SinkFixture(projection, kafka, database.url(), group);
  }

  private static TestDatabase prepare(TestDatabase database) throws InterruptedException {
    DatabaseFixture.migrate(database.url());
    database.execute(TallyProjection.DDL);
    return database;
  }

  private void produce(int from, int count) {
    for (int i = from; i < from + count; i++) {
      topics.sendAsync(
          TallyProjection.TOPIC, Keys.of(tenant, "store-" + i % 24), shift("shift-" + i, "note"));
    }
    topics.flush();
  }

  private Shift shift(String id, String note) {
    return Shift.newBuilder().setTenant(tenant).setShiftId(id).setEmployeeId(note).build();
  }

  private int applied() {
    return Integer.parseInt(database.value("select count(*) from tally where " + mine()));
  }

  private String mine() {
    return "tenant = '" + tenant + "'";
  }

  private void assertEachOnce(int count) {
    assertThat(database.value("select count(*) || '/' || sum(times) from tally where " + mine()))
        .isEqualTo(count + "/" + count);
  }

  private static String header(ConsumerRecord<byte[], byte[]> entry, String name) {
    byte[] value = entry.headers().lastHeader(name).value();
    return new String(value, StandardCharsets.UTF_8);
  }
}
