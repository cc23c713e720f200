package io.millrace.streams;

import com.google.protobuf.Message;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes facts and reads what is committed. */
final class Log implements AutoCloseable {

  private final String bootstrapServers;
  private final KafkaProducer<String, byte[]> producer;

  Log(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.producer =
        new KafkaProducer<>(
            ClientDefaults.producer(bootstrapServers),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  void send(TopicSpec topic, String key, Message fact) {
    send(topic, key, fact.toByteArray(), new RecordHeaders());
  }

  RecordMetadata send(TopicSpec topic, String key, byte[] value, Headers headers) {
    return send(topic, null, key, value, headers);
  }

  /** A null partition means the one of the key. */
  RecordMetadata send(
      TopicSpec topic, Integer partition, String key, byte[] value, Headers headers) {
    try {
      return producer
          .send(new ProducerRecord<>(topic.name(), partition, null, key, value, headers))
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The newest rows of a tenant, each checked to lie beside its facts. */
  <R extends Message> Map<String, R> rows(TopicSpec topic, R row, String tenant) {
    ProtoSerde<R> serde = ProtoSerde.of(row);
    Map<String, R> rows = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : read(topic)) {
      if (record.key().startsWith(tenant + "/")) {
        if (record.partition() != Keys.partition(record.key(), 2, topic.partitions())) {
          throw new AssertionError(record.key() + " in partition " + record.partition());
        }
        rows.put(record.key(), serde.parse(record.value()));
      }
    }
    return rows;
  }

  /** Every committed record of a topic. */
  List<ConsumerRecord<String, byte[]>> read(TopicSpec topic) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            ClientDefaults.consumer(bootstrapServers),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
