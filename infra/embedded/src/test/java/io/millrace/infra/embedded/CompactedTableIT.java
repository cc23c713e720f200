package io.millrace.infra.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.config.v1.Plan;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.kafka.CompactedTable;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@link CompactedTable} on a broker of its own: schemas cannot depend on this module. */
class CompactedTableIT {

  private final Map<String, Optional<Plan>> seen = new ConcurrentHashMap<>();

  @Test
  void table_followsChangesDeletionsAndABrokerThatWasAway() throws Exception {
    try (KafkaBroker broker = new KafkaBroker(null, 0);
        CompactedTable<Plan> table = table(broker)) {
      table.start();
      assertThat(table.caughtUp()).as("no broker yet").isFalse();

      broker.start();
      KafkaTopics.apply(broker.bootstrapServers());
      await().until(table::caughtUp);

      send(broker, "gold", plan("100/1m").toByteArray());
      await().untilAsserted(() -> assertThat(seen).containsEntry("gold", some("100/1m")));

      send(broker, "broken", "not a plan".getBytes(UTF_8));
      send(broker, "gold", null);
      await().untilAsserted(() -> assertThat(seen).containsEntry("gold", Optional.empty()));
      assertThat(seen).doesNotContainKey("broken");

      broker.stop();
      broker.start();
      send(broker, "silver", plan("10/1m").toByteArray());
      await().untilAsserted(() -> assertThat(seen).containsEntry("silver", some("10/1m")));
    }
  }

  @Test
  void caughtUp_meansThatEverythingThereAtTheStartIsDelivered() throws Exception {
    try (KafkaBroker broker = new KafkaBroker(null, 0);
        CompactedTable<Plan> table = table(broker)) {
      broker.start();
      KafkaTopics.apply(broker.bootstrapServers());
      try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
        for (int i = 0; i < 1_000; i++) {
          producer.send(entry("plan-" + i, plan(i + "/1m").toByteArray()));
        }
      }
      table.start();
      await().until(table::caughtUp);
      assertThat(seen).hasSize(1_000);
    }
  }

  @Test
  void states_thatAreOverAtTheStartAreNotDelivered() throws Exception {
    List<String> delivered = new CopyOnWriteArrayList<>();
    try (KafkaBroker broker = new KafkaBroker(null, 0)) {
      broker.start();
      KafkaTopics.apply(broker.bootstrapServers());
      send(broker, "gold", plan("1/1m").toByteArray());
      send(broker, "gold", plan("2/1m").toByteArray());
      send(broker, "gold", null);
      send(broker, "silver", plan("3/1m").toByteArray());
      send(broker, "silver", plan("4/1m").toByteArray());
      try (CompactedTable<Plan> table =
          table(broker, (key, plan) -> delivered.add(key + "=" + Optional.ofNullable(plan)))) {
        table.start();
        await().until(table::caughtUp);
      }
    }
    assertThat(delivered)
        .containsExactlyInAnyOrder("gold=Optional.empty", "silver=" + some("4/1m"));
  }

  private CompactedTable<Plan> table(KafkaBroker broker) {
    return table(broker, (key, plan) -> seen.put(key, Optional.ofNullable(plan)));
  }

  private static CompactedTable<Plan> table(
      KafkaBroker broker, BiConsumer<String, @Nullable Plan> listener) {
    return new CompactedTable<>(
        Topics.CONFIG_PLANS,
        ProtoSerde.of(Plan.getDefaultInstance()),
        ClientDefaults.consumer(broker.bootstrapServers()),
        listener);
  }

  private static Plan plan(String limit) {
    return Plan.newBuilder().putLimits("LIMIT_API", limit).build();
  }

  private static Optional<Plan> some(String limit) {
    return Optional.of(plan(limit));
  }

  private static void send(KafkaBroker broker, String key, byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
      producer.send(entry(key, value)).get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaBroker broker) {
    return new KafkaProducer<>(
        ClientDefaults.producer(broker.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static ProducerRecord<byte[], byte[]> entry(String key, byte[] value) {
    return new ProducerRecord<>(Topics.CONFIG_PLANS.name(), key.getBytes(UTF_8), value);
  }
}
