package io.millrace.projection.support;

import com.google.protobuf.Message;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.topic.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes facts as the apps before this one do, and reads what was parked. */
public final class TestTopics implements AutoCloseable {

  private final String bootstrapServers;
  private final KafkaProducer<byte[], byte[]> producer;

  public TestTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    Map<String, Object> config = ClientDefaults.producer(bootstrapServers);
    config.put("linger.ms", 5);
    producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Writes a record and waits for the ack. */
  public RecordMetadata send(TopicSpec topic, String key, Message value) {
    return sendBytes(topic, key, value == null ? null : value.toByteArray());
  }

  public RecordMetadata sendBytes(TopicSpec topic, String key, byte[] value) {
    return send(entry(topic, key, value, null));
  }

  /** Writes a fact that was taken at a time. */
  public RecordMetadata sendAt(TopicSpec topic, String key, Message value, Instant takenAt) {
    return send(entry(topic, key, value.toByteArray(), takenAt.toEpochMilli()));
  }

  private RecordMetadata send(ProducerRecord<byte[], byte[]> entry) {
    try {
      return producer.send(entry).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes a record; {@link #flush} waits. */
  public void sendAsync(TopicSpec topic, String key, Message value) {
    producer.send(entry(topic, key, value.toByteArray(), null));
  }

  public void flush() {
    producer.flush();
  }

  /** Everything in a dead-letter topic whose key is this one. */
  public List<ConsumerRecord<byte[], byte[]>> deadLetters(TopicSpec topic, String key) {
    return records(topic.deadLetters(), key);
  }

  /** Everything in a topic of one partition whose key is this one. */
  public List<ConsumerRecord<byte[], byte[]>> records(TopicSpec topic, String key) {
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            ClientDefaults.consumer(bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(200))) {
          if (key.equals(new String(entry.key(), StandardCharsets.UTF_8))) {
            found.add(entry);
          }
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }

  private static ProducerRecord<byte[], byte[]> entry(
      TopicSpec topic, String key, byte[] value, Long takenAt) {
    ProducerRecord<byte[], byte[]> entry =
        new ProducerRecord<>(
            topic.name(), null, takenAt, key.getBytes(StandardCharsets.UTF_8), value);
    entry.headers().add("ce_id", "test".getBytes(StandardCharsets.UTF_8));
    return entry;
  }
}
