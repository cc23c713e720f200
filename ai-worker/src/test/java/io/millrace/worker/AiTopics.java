package io.millrace.worker;

import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.Stack;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.PromptMessage;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The other side of a worker: sends requests and reads what came of them. */
final class AiTopics implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ProtoSerde<AiResult> RESULTS = ProtoSerde.of(AiResult.getDefaultInstance());

  private static final ProtoSerde<AiRequest> REQUESTS =
      ProtoSerde.of(AiRequest.getDefaultInstance());

  private final String bootstrapServers;
  private final AiRedis redis;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();

  /** Requests that go to Kafka alone: Redis does not know of them before they are begun. */
  AiTopics(String bootstrapServers) {
    this(bootstrapServers, null);
  }

  /** Requests are admitted in Redis before, as ingest-api does. */
  AiTopics(Stack stack) {
    this(stack.kafkaBootstrapServers(), new AiRedis(stack.redisUrl()));
  }

  private AiTopics(String bootstrapServers, AiRedis redis) {
    this.bootstrapServers = bootstrapServers;
    this.redis = redis;
    producer =
        new KafkaProducer<>(
            ClientDefaults.producer(bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(
            ClientDefaults.consumer(bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicSpec topic :
        List.of(
            Topics.AI_RESULTS,
            Topics.AI_REQUESTS_RETRY,
            Topics.AI_REQUESTS_NORMAL.deadLetters(),
            Topics.AI_REQUESTS_RETRY.deadLetters())) {
      for (int partition = 0; partition < topic.partitions(); partition++) {
        partitions.add(new TopicPartition(topic.name(), partition));
      }
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  static AiRequest.Builder request(String id, String text) {
    return AiRequest.newBuilder()
        .setTenant("demo")
        .setRequestId(id)
        .setUserId("anna")
        .addMessages(PromptMessage.newBuilder().setRole("user").setContent(text))
        .setAdmittedAt(Timestamps.of(Instant.now()));
  }

  void send(AiRequest.Builder request) {
    send(Topics.AI_REQUESTS_NORMAL, request.getRequestId(), request.build().toByteArray());
  }

  void send(TopicSpec topic, String key, byte[] value) {
    put(topic, key, value);
    producer.flush();
  }

  /** What is no request, with the headers of one. */
  void sendBroken(String id, String value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.AI_REQUESTS_NORMAL.name(),
            id.getBytes(StandardCharsets.UTF_8),
            value.getBytes(StandardCharsets.UTF_8));
    EventHeaders.describe(record.headers(), "demo", id, "/test", "test", Instant.now());
    put(record);
    producer.flush();
  }

  /** As {@code ./millrace dlt redrive} does. */
  void redrive(ConsumerRecord<byte[], byte[]> letter) {
    Position origin =
        Position.parse(EventHeaders.get(letter.headers(), EventHeaders.DEAD_LETTER_POSITION));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(origin.topic(), origin.partition(), letter.key(), letter.value());
    EventHeaders.add(
        record.headers(),
        EventHeaders.REDRIVE,
        new Position(letter.topic(), letter.partition(), letter.offset()).toString());
    EventHeaders.add(
        record.headers(), EventHeaders.REDRIVE_TIME, Long.toString(Instant.now().toEpochMilli()));
    put(record);
    producer.flush();
  }

  private void put(TopicSpec topic, String key, byte[] value) {
    put(new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), value));
  }

  private void put(ProducerRecord<byte[], byte[]> record) {
    admit(record);
    producer.send(
        record,
        (metadata, error) -> {
          if (error != null) {
            throw new AssertionError(error);
          }
        });
  }

  private void admit(ProducerRecord<byte[], byte[]> record) {
    if (redis != null) {
      try {
        String lane = record.topic().split("\\.")[2];
        redis.admit(lane, REQUESTS.parse(record.value()));
      } catch (SerializationException e) {
        // No request: nobody was promised anything.
      }
    }
  }

  /** Waits until every request that was admitted in this Redis has ended, once. */
  void awaitConserved() {
    redis.awaitConserved();
  }

  /** Sends all at once. */
  void sendAll(Collection<AiRequest.Builder> requests) {
    for (AiRequest.Builder request : requests) {
      put(Topics.AI_REQUESTS_NORMAL, request.getRequestId(), request.build().toByteArray());
    }
    producer.flush();
  }

  AiResult result(String id) {
    return results(Set.of(id)).get(id).get(0);
  }

  /** Waits until a request has so many results. */
  List<AiResult> results(String id, int count) {
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .until(
            () -> {
              poll();
              return resultsById().getOrDefault(id, List.of()).size() >= count;
            });
    return resultsById().get(id);
  }

  ConsumerRecord<byte[], byte[]> deadLetterOf(String id) {
    return deadLettersOf(id, 1).get(0);
  }

  /** Waits until a request has so many dead letters. */
  List<ConsumerRecord<byte[], byte[]>> deadLettersOf(String id, int count) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    Supplier<List<ConsumerRecord<byte[], byte[]>>> letters =
        () ->
            read.stream()
                .filter(record -> record.topic().endsWith(TopicSpec.DEAD_LETTER_SUFFIX))
                .filter(record -> Arrays.equals(record.key(), key))
                .toList();
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .until(
            () -> {
              poll();
              return letters.get().size() >= count;
            });
    return letters.get();
  }

  /** Waits for results of all the requests; more than one where a call was repeated. */
  Map<String, List<AiResult>> results(Set<String> ids) {
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .until(
            () -> {
              poll();
              return resultsById().keySet().containsAll(ids);
            });
    Map<String, List<AiResult>> results = resultsById();
    results.keySet().retainAll(ids);
    return results;
  }

  ConsumerRecord<byte[], byte[]> resultRecord(String id) {
    result(id);
    return read.stream()
        .filter(record -> record.topic().equals(Topics.AI_RESULTS.name()))
        .filter(record -> RESULTS.parse(record.value()).getRequestId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** Waits for a dead letter whose reason begins like this. */
  ConsumerRecord<byte[], byte[]> deadLetter(String reason) {
    Predicate<ConsumerRecord<byte[], byte[]>> wanted =
        record ->
            record.topic().endsWith(TopicSpec.DEAD_LETTER_SUFFIX)
                && EventHeaders.get(record.headers(), EventHeaders.DEAD_LETTER_REASON)
                    .startsWith(reason);
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .until(
            () -> {
              poll();
              return read.stream().anyMatch(wanted);
            });
    return read.stream().filter(wanted).findFirst().orElseThrow();
  }

  /** Waits until another attempt of each request is written. */
  void awaitRetries(Set<String> ids) {
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .until(
            () -> {
              poll();
              return read.stream()
                  .filter(record -> record.topic().equals(Topics.AI_REQUESTS_RETRY.name()))
                  .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                  .collect(Collectors.toSet())
                  .containsAll(ids);
            });
  }

  /** Waits until the group has committed all that is in the topic. */
  void awaitCommitted(TopicSpec topic) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      await()
          .pollInSameThread()
          .atMost(PATIENCE)
          .until(
              () -> {
                Map<TopicPartition, OffsetAndMetadata> committed =
                    admin
                        .listConsumerGroupOffsets("ai-worker")
                        .partitionsToOffsetAndMetadata()
                        .get();
                Map<TopicPartition, Long> ends =
                    consumer.endOffsets(
                        consumer.partitionsFor(topic.name()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList());
                return ends.entrySet().stream()
                    .allMatch(
                        end ->
                            end.getValue() == 0
                                || (committed.get(end.getKey()) != null
                                    && committed.get(end.getKey()).offset() == end.getValue()));
              });
    }
  }

  private void poll() {
    consumer.poll(Duration.ofMillis(100)).forEach(read::add);
  }

  private Map<String, List<AiResult>> resultsById() {
    return read.stream()
        .filter(record -> record.topic().equals(Topics.AI_RESULTS.name()))
        .map(record -> RESULTS.parse(record.value()))
        .collect(Collectors.groupingBy(AiResult::getRequestId, TreeMap::new, Collectors.toList()));
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
    if (redis != null) {
      redis.close();
    }
  }
}
