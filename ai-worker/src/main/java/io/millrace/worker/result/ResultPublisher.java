package io.millrace.worker.result;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Writes results and dead letters to Kafka, from a thread of its own, because a producer may block.
 * A write that fails is repeated until Kafka takes it: the answer is paid for, and the request's
 * offset is not committed before. Only a record Kafka will never take is not repeated.
 */
@Component
public class ResultPublisher implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(ResultPublisher.class);
  private static final String RESULT_TYPE = "io.millrace.ai.result.v1";
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final ScheduledExecutorService thread;
  private final Map<String, Object> config;
  private final Clock clock;
  private @Nullable Producer<byte[], byte[]> producer;

  ResultPublisher(KafkaSettings kafka, Clock clock) {
    this.clock = clock;
    config = ClientDefaults.producer(kafka.bootstrapServers());
    config.put("client.id", "ai-worker");
    config.put("max.block.ms", 10_000);
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            runnable -> {
              Thread created = new Thread(runnable, "ai-results");
              created.setDaemon(true);
              return created;
            });
  }

  /**
   * Completes when every in-sync replica has the result.
   *
   * @return fails with {@link RecordTooLargeException} only
   */
  public CompletableFuture<Void> publish(AiResult result) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.AI_RESULTS.name(),
            null,
            clock.millis(),
            Keys.of(result.getTenant(), result.getRequestId()).getBytes(StandardCharsets.UTF_8),
            result.toByteArray());
    EventHeaders.describe(
        record.headers(),
        result.getTenant(),
        result.getRequestId(),
        "/tenants/" + result.getTenant() + "/ai",
        RESULT_TYPE,
        Timestamps.toInstant(result.getCompletedAt()));
    EventHeaders.add(record.headers(), EventHeaders.CONTENT_TYPE, EventHeaders.PROTOBUF);
    return write(record);
  }

  /**
   * Parks a record that cannot be answered, as it came; one that leaves no room for the reason is
   * parked as its position alone. Completes when the dead letter is written.
   */
  public CompletableFuture<Void> deadLetter(
      ConsumerRecord<byte[], byte[]> poison, String consumer, Throwable why) {
    String topic = poison.topic() + TopicSpec.DEAD_LETTER_SUFFIX;
    long now = clock.millis();
    ProducerRecord<byte[], byte[]> whole =
        new ProducerRecord<>(topic, null, now, poison.key(), poison.value(), poison.headers());
    ProducerRecord<byte[], byte[]> position =
        new ProducerRecord<>(topic, null, now, null, null, List.of());
    describe(whole, poison, consumer, why);
    describe(position, poison, consumer, why);
    return write(whole).exceptionallyCompose(tooLarge -> write(position));
  }

  private static void describe(
      ProducerRecord<byte[], byte[]> record,
      ConsumerRecord<byte[], byte[]> poison,
      String consumer,
      Throwable why) {
    String reason = String.valueOf(why.getMessage());
    Position position = new Position(poison.topic(), poison.partition(), poison.offset());
    EventHeaders.add(record.headers(), EventHeaders.DEAD_LETTER_REASON, reason);
    EventHeaders.add(
        record.headers(), EventHeaders.DEAD_LETTER_EXCEPTION, why.getClass().getName());
    EventHeaders.add(record.headers(), EventHeaders.DEAD_LETTER_CONSUMER, consumer);
    EventHeaders.add(record.headers(), EventHeaders.DEAD_LETTER_POSITION, position.toString());
    EventHeaders.add(
        record.headers(), EventHeaders.DEAD_LETTER_TIME, Long.toString(poison.timestamp()));
  }

  private CompletableFuture<Void> write(ProducerRecord<byte[], byte[]> record) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    thread.execute(() -> attempt(record, written));
    return written;
  }

  private void attempt(ProducerRecord<byte[], byte[]> record, CompletableFuture<Void> written) {
    try {
      producer()
          .send(
              record,
              (metadata, error) -> {
                if (error == null) {
                  written.complete(null);
                } else if (error instanceof RecordTooLargeException) {
                  written.completeExceptionally(error);
                } else {
                  repeat(record, written, error);
                }
              });
    } catch (RuntimeException e) {
      repeat(record, written, e);
    }
  }

  private void repeat(
      ProducerRecord<byte[], byte[]> record, CompletableFuture<Void> written, Exception error) {
    log.atWarn()
        .addKeyValue("topic", record.topic())
        .addKeyValue("cause", error.toString())
        .log("not written, trying again");
    if (!thread.isShutdown()) {
      thread.schedule(() -> attempt(record, written), PAUSE.toMillis(), MILLISECONDS);
    }
  }

  private Producer<byte[], byte[]> producer() {
    Producer<byte[], byte[]> current = producer;
    if (current == null) {
      current = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
      producer = current;
    }
    return current;
  }

  @Override
  public void destroy() throws InterruptedException {
    thread.execute(
        () -> {
          if (producer != null) {
            producer.close(CLOSE);
          }
        });
    thread.shutdown();
    if (!thread.awaitTermination(2 * CLOSE.toSeconds(), SECONDS)) {
      thread.shutdownNow();
    }
  }
}
