package io.millrace.projection.sink;

import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.topic.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Parks records that cannot be applied in the dead-letter topic of theirs, as they were, with the
 * reason. A record whose offset is not committed afterwards is parked again, so a dead letter may
 * be there twice.
 */
@Component
class DeadLetters implements AutoCloseable {

  private final KafkaSettings settings;
  private @Nullable Producer<byte[], byte @Nullable []> producer;

  DeadLetters(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns when the brokers have every one of them. Fails at the first they do not take, so that
   * the caller never waits longer than for one; those that arrived are marked as parked.
   */
  void park(String consumer, List<? extends Entry<?>> entries) {
    List<Future<?>> sent = new ArrayList<>(entries.size());
    boolean unreachable = false;
    for (int i = 0; i < entries.size() && !unreachable; i++) {
      Entry<?> entry = entries.get(i);
      Future<?> ack = producer().send(letter(consumer, entry, entry.source().value()));
      sent.add(ack);
      unreachable = failed(ack);
    }
    for (int i = 0; i < sent.size(); i++) {
      Entry<?> entry = entries.get(i);
      try {
        await(sent.get(i));
      } catch (RecordTooLargeException e) {
        // With the added headers it no longer fits: the reason and the position must do.
        await(producer().send(letter(consumer, entry, null)));
      }
      entry.parked();
    }
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close(java.time.Duration.ofSeconds(1));
    }
  }

  private static ProducerRecord<byte[], byte @Nullable []> letter(
      String consumer, Entry<?> entry, byte @Nullable [] value) {
    ConsumerRecord<byte[], byte @Nullable []> source = entry.source();
    Throwable fault = Objects.requireNonNull(entry.fault());
    Headers headers = new RecordHeaders(source.headers().toArray());
    EventHeaders.add(headers, EventHeaders.DEAD_LETTER_REASON, Faults.reason(fault));
    EventHeaders.add(headers, EventHeaders.DEAD_LETTER_EXCEPTION, fault.getClass().getName());
    EventHeaders.add(headers, EventHeaders.DEAD_LETTER_CONSUMER, consumer);
    EventHeaders.add(
        headers,
        EventHeaders.DEAD_LETTER_POSITION,
        new Position(source.topic(), source.partition(), source.offset()).toString());
    EventHeaders.add(headers, EventHeaders.DEAD_LETTER_TIME, Long.toString(source.timestamp()));
    return new ProducerRecord<>(
        TopicSpec.deadLettersOf(source.topic()), null, source.key(), value, headers);
  }

  /** Whether a send failed already; what is merely too large is sent again without its value. */
  private static boolean failed(Future<?> ack) {
    if (!ack.isDone()) {
      return false;
    }
    try {
      await(ack);
      return false;
    } catch (RecordTooLargeException e) {
      return false;
    } catch (KafkaException e) {
      return true;
    }
  }

  private static void await(Future<?> ack) {
    try {
      ack.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException failure) {
        throw failure;
      }
      throw new KafkaException(e.getCause());
    }
  }

  private synchronized Producer<byte[], byte @Nullable []> producer() {
    if (producer == null) {
      Map<String, Object> config = ClientDefaults.producer(settings.bootstrapServers());
      config.put("max.block.ms", 5_000);
      config.put("request.timeout.ms", 5_000);
      config.put("delivery.timeout.ms", 10_000);
      producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }
    return producer;
  }
}
