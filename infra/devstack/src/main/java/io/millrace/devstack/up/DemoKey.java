package io.millrace.devstack.up;

import com.google.protobuf.ByteString;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The key of tenant {@code demo}, which every local stack knows. */
final class DemoKey {

  static final String KEY = "demo-key";
  static final String TENANT = "demo";

  private static final String KEY_ID = "demo";
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);
  private static final ProtoSerde<ApiKey> SERDE = ProtoSerde.of(ApiKey.getDefaultInstance());

  private DemoKey() {}

  /** Writes the key unless it is there; answers whether it wrote. */
  static boolean ensure(String bootstrapServers, Clock clock) {
    if (latest(bootstrapServers) != null) {
      return false;
    }
    ApiKey key =
        ApiKey.newBuilder()
            .setKeyId(KEY_ID)
            .setTenant(TENANT)
            .addAllScopes(List.of("write", "read", "ops"))
            .setSha256(ByteString.copyFrom(digest()))
            .setCreatedAt(Timestamps.of(clock.instant()))
            .build();
    try (KafkaProducer<String, ApiKey> producer =
        new KafkaProducer<>(
            ClientDefaults.producer(bootstrapServers),
            new StringSerializer(),
            SERDE.serializer())) {
      producer.send(new ProducerRecord<>(Topics.CONFIG_KEYS.name(), KEY_ID, key)).get();
      return true;
    } catch (ExecutionException e) {
      throw new UpException("cannot write the demo key: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UpException("interrupted while the demo key was written");
    }
  }

  private static @Nullable ApiKey latest(String bootstrapServers) {
    TopicPartition partition = new TopicPartition(Topics.CONFIG_KEYS.name(), 0);
    try (KafkaConsumer<String, ApiKey> consumer =
        new KafkaConsumer<>(
            ClientDefaults.consumer(bootstrapServers),
            new StringDeserializer(),
            SERDE.deserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Long end = consumer.endOffsets(List.of(partition)).get(partition);
      ApiKey latest = null;
      long deadline = System.nanoTime() + READ_TIMEOUT.toNanos();
      while (end != null && consumer.position(partition) < end) {
        if (System.nanoTime() > deadline) {
          throw new UpException("cannot read " + partition.topic());
        }
        for (ConsumerRecord<String, ApiKey> record : consumer.poll(Duration.ofMillis(100))) {
          if (KEY_ID.equals(record.key())) {
            latest = record.value();
          }
        }
      }
      return latest;
    }
  }

  private static byte[] digest() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-256", e);
    }
  }
}
