package io.millrace.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each test has dead letters of a topic of its own. */
@WithStack
class DeadLettersIT {

  private static final long WRITTEN = Instant.now().minus(Duration.ofDays(3)).toEpochMilli();

  private static String bootstrapServers;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void connect(Stack stack) {
    bootstrapServers = stack.kafkaBootstrapServers();
    producer = producer(Map.of());
  }

  @AfterAll
  static void close() {
    producer.close();
  }

  @Test
  void redrive_writesTheRecordAsItWas_onceHoweverOftenItIsAskedFor() throws Exception {
    TopicSpec topic = Topics.SALES_SHIFTS;
    List<String> letters = new ArrayList<>();
    for (String id : List.of("a", "b", "c")) {
      letters.add(park(letter(topic, 3, "demo/s", id, "currency: " + id)));
    }

    Run one = redrive(topic, "--id", "b");
    assertThat(one.err()).isEmpty();
    assertThat(one.exitCode()).isZero();
    assertThat(one.lines())
        .hasSize(2)
        .satisfies(
            lines -> assertThat(lines.get(0)).startsWith(letters.get(1) + " -> sales.shifts.v1-3@"))
        .endsWith("1 redriven");
    assertThat(redrive(topic, "--id", "b").lines())
        .containsExactly("no open dead letters of sales.shifts.v1-dlt match");
    assertThat(dlt("list").out()).containsPattern("sales\\.shifts\\.v1-dlt +3 +2 +1 +0 +20");

    Run rest = redrive(topic, "--all", "--json", "--rate", "1000");
    assertThat(rest.lines())
        .extracting(line -> JsonParser.parseString(line).getAsJsonObject())
        .allMatch(line -> line.get("state").getAsString().equals("redriven"))
        .extracting(line -> line.get("position").getAsString())
        .containsExactly(letters.get(0), letters.get(2));
    assertThat(redrive(topic, "--all").lines()).hasSize(1);

    List<ConsumerRecord<byte[], byte[]>> records = records(topic);
    assertThat(records).extracting(DeadLettersIT::id).containsExactly("b", "a", "c");
    assertThat(records)
        .allSatisfy(
            record -> {
              assertThat(record.partition()).isEqualTo(3);
              assertThat(record.timestamp()).isEqualTo(WRITTEN);
              assertThat(record.key()).isEqualTo("demo/s".getBytes(UTF_8));
              assertThat(record.value()).isEqualTo(("value " + id(record)).getBytes(UTF_8));
              assertThat(Stream.of(record.headers().toArray()).map(Header::key))
                  .containsExactly("ce_id", "tenant", "redrive", "redrive-time");
            });
    assertThat(EventHeaders.get(records.get(0).headers(), EventHeaders.REDRIVE))
        .isEqualTo(letters.get(1));
    assertThat(dlt("list").out()).doesNotContain("sales.shifts.v1-dlt");
    assertThat(dlt("list", "--all").out())
        .containsPattern("sales\\.shifts\\.v1-dlt +3 +0 +3 +0 +20");
  }

  @Test
  void redrive_endsWhatACrashLeft_andShutsItOut() throws Exception {
    TopicSpec topic = Topics.WEBHOOKS_REJECTED;
    park(letter(topic, 0, "demo/s", "crash", "r"));
    try (KafkaProducer<byte[], byte[]> crashed =
        producer(Map.of("transactional.id", "millrace-dlt", "max.block.ms", 5_000))) {
      crashed.initTransactions();
      crashed.beginTransaction();
      crashed.send(new ProducerRecord<>(topic.name(), 0, null, "never seen".getBytes(UTF_8))).get();

      assertThat(redrive(topic, "--all").lines()).endsWith("1 redriven");
      assertThatThrownBy(crashed::commitTransaction)
          .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
    }
    assertThat(records(topic)).extracting(DeadLettersIT::id).containsExactly("crash");
  }

  @Test
  void redrive_leavesWhatItMustNotSend() throws Exception {
    TopicSpec topic = Topics.CATALOG_PRODUCTS;
    Position old = write(topic, "demo/tea", "old");
    write(topic, "demo/tea", "new");
    Position only = write(topic, "demo/milk", "only");
    String superseded = park(letter(topic, old, "demo/tea", "old", "r"));
    String sent = park(letter(topic, only, "demo/milk", "only", "r"));
    ProducerRecord<byte[], byte[]> whole = letter(topic, only, "demo/milk", "large", "r");
    String large =
        park(new ProducerRecord<>(whole.topic(), null, whole.key(), null, whole.headers()));

    Run run = redrive(topic, "--all");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lines())
        .hasSize(4)
        .endsWith("1 redriven, 2 stay open")
        .contains(large + " stays: it was too large to be parked with its value")
        .anyMatch(line -> line.matches(superseded + " stays: catalog\\.products.*@\\d+ is newer"))
        .anyMatch(line -> line.startsWith(sent + " -> " + topic.name()));
    assertThat(records(topic))
        .extracting(record -> new String(record.value(), UTF_8))
        .containsOnlyOnce("old")
        .contains("value only");
  }

  @Test
  void redrive_givesANewTime_whereTheOldOneIsSoonDeleted() throws Exception {
    long before = System.currentTimeMillis();
    park(letter(Topics.AI_REQUESTS_RETRY, 0, "q", "q", "provider-error: 500"));
    assertThat(redrive(Topics.AI_REQUESTS_RETRY, "--reason", "PROVIDER-ERROR").exitCode()).isZero();
    assertThat(records(Topics.AI_REQUESTS_RETRY))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.timestamp()).isGreaterThanOrEqualTo(before);
              assertThat(record.headers().lastHeader(EventHeaders.ATTEMPT)).isNull();
              assertThat(record.headers().lastHeader(EventHeaders.SPENT))
                  .as("counted with the result that failed")
                  .isNull();
            });
  }

  @Test
  void redriveOfAiRequests_waitsWhileTheWorkersAreBehind() throws Exception {
    TopicPartition busy = new TopicPartition(Topics.AI_REQUESTS_LOW.name(), 0);
    for (int i = 0; i < 20; i++) {
      send(new ProducerRecord<>(busy.topic(), busy.partition(), null, "x".getBytes(UTF_8)));
    }
    park(letter(Topics.AI_REQUESTS_HIGH, 0, "q", "q", "r"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      commit(admin, busy, 0);
      StringWriter err = new StringWriter();
      CompletableFuture<Run> run =
          CompletableFuture.supplyAsync(
              () ->
                  Run.millrace(
                      err,
                      "dlt",
                      "redrive",
                      Topics.AI_REQUESTS_HIGH.name(),
                      "--all",
                      "--yes",
                      "--bootstrap-servers",
                      bootstrapServers));
      await().until(() -> err.toString().startsWith("ai-worker is 20 records behind"));
      assertThat(records(Topics.AI_REQUESTS_HIGH)).isEmpty();
      commit(admin, busy, 20);
      assertThat(run.get().lines()).endsWith("1 redriven");
    }
  }

  @Test
  void dryRun_changesNothing() throws Exception {
    TopicSpec topic = Topics.CHAT_READS;
    String letter = park(letter(topic, 1, "demo/c", "dry", "r"));
    Run run = dlt("redrive", topic.name(), "--all", "--dry-run");
    assertThat(run.lines()).containsExactly(letter + " -> " + topic.name(), "1 would be redriven");
    assertThat(dlt("discard", topic.name(), "--all", "--dry-run").lines())
        .containsExactly(letter, "1 would be discarded");
    assertThat(records(topic)).isEmpty();
    assertThat(dlt("show", topic.name()).out()).contains(letter);
  }

  @Test
  void discard_takesLettersOffTheList() throws Exception {
    TopicSpec topic = Topics.NOTIFICATIONS_READS;
    park(letter(topic, 0, "demo/u", "first", "r"));
    String second = park(letter(topic, 0, "demo/u", "second", "r"));

    assertThat(dlt("discard", topic.name(), "--at", second, "--yes").lines())
        .containsExactly(second, "1 discarded");
    assertThat(dlt("show", topic.name()).out()).contains("first").doesNotContain("second");
    Run all = dlt("show", topic.name(), "--all", "--json");
    JsonObject last = JsonParser.parseString(all.lines().get(1)).getAsJsonObject();
    assertThat(last.get("state").getAsString()).isEqualTo("discarded");
    assertThat(redrive(topic, "--all", "--limit", "5").lines()).endsWith("1 redriven");
    assertThat(records(topic)).extracting(DeadLettersIT::id).containsExactly("first");
    assertThat(dlt("show", topic.name()).lines())
        .containsExactly("no open dead letters in " + topic.name() + "-dlt");
  }

  @Test
  void marks_goWithTheirLetters() throws Exception {
    TopicSpec topic = Topics.CONFIG_PROJECTIONS;
    String first = park(letter(topic, 0, "p", "first", "r"));
    dlt("discard", topic.name(), "--all", "--yes");
    TopicPartition partition = new TopicPartition(topic.deadLetters().name(), 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(1))).all().get();
    }
    String second = park(letter(topic, 0, "p", "second", "r"));
    dlt("discard", topic.name(), "--all", "--yes");

    Map<String, Boolean> marked = new HashMap<>();
    records(Topics.OPS_DEAD_LETTERS)
        .forEach(mark -> marked.put(new String(mark.key(), UTF_8), mark.value() != null));
    assertThat(marked).containsEntry(first, false).containsEntry(second, true);
  }

  @Test
  void selection_mustBeSaid_andBeOfTheTopic() {
    Run none = redrive(Topics.CHAT_MESSAGES);
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).startsWith("Say which: --all, or some of --at, --id and --reason");
    Run other = redrive(Topics.CHAT_MESSAGES, "--at", "sales.receipts.v1-dlt-0@1");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err())
        .startsWith("--at: sales.receipts.v1-dlt-0@1 (expected: partition@offset of chat.");
    assertThat(redrive(Topics.CHAT_MESSAGES, "--all", "--rate", "0").err())
        .startsWith("--rate: 0 (expected: > 0)");
  }

  private static void commit(Admin admin, TopicPartition partition, long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets("ai-worker", Map.of(partition, new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  private static Run redrive(TopicSpec topic, String... args) {
    return dlt(
        Stream.concat(Stream.of("redrive", topic.name(), "--yes"), Stream.of(args))
            .toArray(String[]::new));
  }

  private static Run dlt(String... args) {
    return Run.millrace(
        Stream.of(
                Stream.of("dlt"),
                Stream.of(args),
                Stream.of("--bootstrap-servers", bootstrapServers))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private static String id(ConsumerRecord<byte[], byte[]> record) {
    return EventHeaders.get(record.headers(), EventHeaders.ID);
  }

  private static ProducerRecord<byte[], byte[]> letter(
      TopicSpec topic, int partition, String key, String id, String reason) {
    return letter(topic, new Position(topic.name(), partition, 17), key, id, reason);
  }

  /** As a worker writes it: one that was tried twice and was redriven before. */
  private static ProducerRecord<byte[], byte[]> letter(
      TopicSpec topic, Position origin, String key, String id, String reason) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(
            topic.deadLetters().name(), key.getBytes(UTF_8), ("value " + id).getBytes(UTF_8));
    EventHeaders.add(letter.headers(), EventHeaders.ID, id);
    EventHeaders.add(letter.headers(), EventHeaders.TENANT, "demo");
    EventHeaders.add(letter.headers(), EventHeaders.ATTEMPT, "2");
    EventHeaders.add(letter.headers(), EventHeaders.NOT_BEFORE, "1");
    EventHeaders.add(letter.headers(), EventHeaders.SPENT, "7:3:small");
    EventHeaders.add(letter.headers(), EventHeaders.REDRIVE, "of an earlier round");
    EventHeaders.add(letter.headers(), EventHeaders.DEAD_LETTER_REASON, reason);
    EventHeaders.add(letter.headers(), EventHeaders.DEAD_LETTER_POSITION, origin.toString());
    EventHeaders.add(letter.headers(), EventHeaders.DEAD_LETTER_TIME, Long.toString(WRITTEN));
    return letter;
  }

  private static Position write(TopicSpec topic, String key, String value) throws Exception {
    return send(new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), value.getBytes(UTF_8)));
  }

  private static String park(ProducerRecord<byte[], byte[]> letter) throws Exception {
    return send(letter).toString();
  }

  private static Position send(ProducerRecord<byte[], byte[]> record) throws Exception {
    RecordMetadata written = producer.send(record).get();
    return new Position(written.topic(), written.partition(), written.offset());
  }

  /** What a reader of committed records finds in a topic, the oldest of a partition first. */
  private static List<ConsumerRecord<byte[], byte[]>> records(TopicSpec topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            ClientDefaults.consumer(bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!ends.entrySet().stream()
          .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(ClientDefaults.producer(bootstrapServers));
    config.putAll(more);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
