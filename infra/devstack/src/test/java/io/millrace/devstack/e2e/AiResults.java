package io.millrace.devstack.e2e;

import static io.millrace.schemas.ai.v1.AiStatus.AI_STATUS_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** All results there are. */
final class AiResults implements AutoCloseable {

  private static final ProtoSerde<AiResult> SERDE = ProtoSerde.of(AiResult.getDefaultInstance());

  private final KafkaConsumer<byte[], byte[]> consumer;

  /** Of each request its results: a result may be written twice, but not another one. */
  private final Map<String, Set<ByteString>> results = new HashMap<>();

  AiResults(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            ClientDefaults.consumer(bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.AI_RESULTS.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Waits until each of the requests has a result, and checks that it has one only. */
  void await(Collection<String> ids, Duration limit) {
    Awaitility.await("results of all requests")
        .atMost(limit)
        .pollInSameThread()
        .untilAsserted(
            () -> {
              poll();
              assertThat(results.keySet()).containsAll(ids);
            });
    assertThat(results.values()).allSatisfy(each -> assertThat(each).hasSize(1));
  }

  /** How many requests were answered. */
  long completed() {
    poll();
    return results.values().stream()
        .flatMap(Set::stream)
        .filter(result -> SERDE.parse(result.toByteArray()).getStatus() == AI_STATUS_COMPLETED)
        .count();
  }

  private void poll() {
    consumer
        .poll(Duration.ofMillis(200))
        .forEach(
            record ->
                results
                    .computeIfAbsent(
                        SERDE.parse(record.value()).getRequestId(), id -> new HashSet<>())
                    .add(ByteString.copyFrom(record.value())));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
