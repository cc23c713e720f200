package io.millrace.worker.intake;

import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.answer.Disposition;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes further attempts as records of the retry topic, in one transaction with the offsets that
 * are committed by it. Belongs to the intake's thread.
 */
final class RetryWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RetryWriter.class);

  /** The intake does not poll meanwhile. */
  private static final Duration BLOCK = Duration.ofSeconds(5);

  /** Readers of the topic wait for a transaction that a killed worker left open. */
  private static final Duration TRANSACTION = Duration.ofSeconds(10);

  private final Map<String, Object> config;
  private final Clock clock;
  private @Nullable Producer<byte[], byte[]> producer;

  /** What is to be made again, and how. */
  record Attempt(Held held, Disposition.Again again) {}

  RetryWriter(String bootstrapServers, String worker, Clock clock) {
    this.clock = clock;
    config = ClientDefaults.producer(bootstrapServers);
    config.put("client.id", "ai-worker-retries");
    config.put("transactional.id", "ai-worker-" + worker);
    config.put("transaction.timeout.ms", Math.toIntExact(TRANSACTION.toMillis()));
    config.put("max.block.ms", BLOCK.toMillis());
  }

  /**
   * Writes all of them and commits the offsets, or nothing.
   *
   * @param group null if there are no offsets
   * @return whether it is done
   */
  boolean write(
      List<Attempt> attempts,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      @Nullable ConsumerGroupMetadata group) {
    try {
      Producer<byte[], byte[]> open = producer();
      open.beginTransaction();
      attempts.forEach(attempt -> open.send(record(attempt)));
      if (group != null && !offsets.isEmpty()) {
        open.sendOffsetsToTransaction(offsets, group);
      }
      open.commitTransaction();
      return true;
    } catch (KafkaException e) {
      log.atWarn().addKeyValue("cause", e.toString()).log("further attempts not written");
      abort();
      return false;
    }
  }

  private ProducerRecord<byte[], byte[]> record(Attempt attempt) {
    ConsumerRecord<byte[], byte[]> original = attempt.held().task().record();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.AI_REQUESTS_RETRY.name(),
            null,
            clock.millis(),
            original.key(),
            original.value(),
            original.headers());
    set(record.headers(), EventHeaders.ATTEMPT, Integer.toString(attempt.again().attempts()));
    set(record.headers(), EventHeaders.NOT_BEFORE, Long.toString(attempt.again().notBeforeMs()));
    if (!attempt.again().spent().isNothing()) {
      set(record.headers(), EventHeaders.SPENT, attempt.again().spent().toString());
    }
    return record;
  }

  private static void set(Headers headers, String name, String value) {
    headers.remove(name);
    EventHeaders.add(headers, name, value);
  }

  private void abort() {
    Producer<byte[], byte[]> failed = producer;
    if (failed == null) {
      return;
    }
    try {
      failed.abortTransaction();
    } catch (KafkaException e) {
      close();
    }
  }

  private Producer<byte[], byte[]> producer() {
    Producer<byte[], byte[]> current = producer;
    if (current == null) {
      current = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
      producer = current;
      current.initTransactions();
    }
    return current;
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }
}
