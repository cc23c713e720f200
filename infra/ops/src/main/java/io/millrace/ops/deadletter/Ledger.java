package io.millrace.ops.deadletter;

import io.millrace.ops.cli.Failure;
import io.millrace.ops.kafka.KafkaOptions;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.ops.v1.DeadLetterMark;
import io.millrace.schemas.ops.v1.DeadLetterOutcome;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Writes marks, each in one transaction with what it says was done. Only one has the right to: who
 * opens the ledger ends what another left behind, and shuts it out if it is still at work. So what
 * is read after that is what there is.
 */
final class Ledger implements AutoCloseable {

  private static final String TRANSACTIONAL_ID = "millrace-dlt";
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final KafkaOptions kafka;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Clock clock;

  private Ledger(KafkaOptions kafka, KafkaProducer<byte[], byte[]> producer, Clock clock) {
    this.kafka = kafka;
    this.producer = producer;
    this.clock = clock;
  }

  static Ledger open(KafkaOptions kafka, Clock clock) {
    KafkaProducer<byte[], byte[]> producer = kafka.producer(TRANSACTIONAL_ID);
    try {
      producer.initTransactions();
      return new Ledger(kafka, producer, clock);
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw kafka.failure(e);
    }
  }

  /**
   * Does all of the steps or none, and marks their letters.
   *
   * @return where the record of each went, in their order; null for one without
   * @throws Failure if nobody knows whether it is done, or another has the ledger; what is done can
   *     then be read
   */
  List<@Nullable Position> take(List<Step> steps, DeadLetterOutcome outcome) {
    return write(
        () -> {
          List<@Nullable Future<RecordMetadata>> sent = new ArrayList<>();
          for (Step step : steps) {
            ProducerRecord<byte[], byte[]> record = step.record();
            sent.add(record == null ? null : producer.send(record));
            mark(step.letter(), outcome);
          }
          return sent;
        });
  }

  /** Forgets marks of letters that are gone. */
  void forget(List<String> keys) {
    if (!keys.isEmpty()) {
      write(
          () -> {
            keys.forEach(key -> send(key, null));
            return List.of();
          });
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }

  private interface Sends {
    List<@Nullable Future<RecordMetadata>> send();
  }

  private List<@Nullable Position> write(Sends sends) {
    try {
      producer.beginTransaction();
      List<@Nullable Future<RecordMetadata>> sent = sends.send();
      producer.commitTransaction();
      List<@Nullable Position> positions = new ArrayList<>();
      for (Future<RecordMetadata> each : sent) {
        positions.add(each == null ? null : position(each));
      }
      return positions;
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new Failure(
          "another 'millrace dlt' has taken over (millrace dlt show says what is done)");
    } catch (KafkaException e) {
      abort();
      throw kafka.failure(e);
    }
  }

  private static Position position(Future<RecordMetadata> sent) {
    try {
      RecordMetadata written = sent.get();
      return new Position(written.topic(), written.partition(), written.offset());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException("committed, so it is written", e);
    }
  }

  private void mark(Letter letter, DeadLetterOutcome outcome) {
    String position = letter.position().toString();
    send(
        position,
        DeadLetterMark.newBuilder()
            .setPosition(position)
            .setTopicId(letter.topicId().toString())
            .setOutcome(outcome)
            .setMarkedAt(Timestamps.of(clock.instant()))
            .build()
            .toByteArray());
  }

  private void send(String key, byte @Nullable [] value) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                Topics.OPS_DEAD_LETTERS.name(),
                null,
                clock.millis(),
                key.getBytes(StandardCharsets.UTF_8),
                value));
  }

  private void abort() {
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      // The next who opens the ledger ends it.
    }
  }
}
