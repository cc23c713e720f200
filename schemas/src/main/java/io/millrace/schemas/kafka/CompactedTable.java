package io.millrace.schemas.kafka;

import com.google.protobuf.Message;
import io.millrace.schemas.topic.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a compacted topic from its beginning, so that configuration is in memory of every
 * instance and a change is there within milliseconds. It reads on a thread of its own, in no
 * consumer group.
 *
 * <p>While Kafka is away the listener keeps what it has; reading goes on when Kafka is back. After
 * a fault every key is delivered again with its newest value, so a listener sets state rather than
 * adds to it; a state that is over is never delivered. A record that does not parse is logged and
 * skipped.
 */
public final class CompactedTable<T extends Message> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CompactedTable.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final long BACKOFF_MILLIS = 500;

  private final TopicSpec topic;
  private final ProtoSerde<T> serde;
  private final Map<String, Object> consumerConfig;
  private final BiConsumer<String, @Nullable T> listener;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Object consumerLock = new Object();
  private @Nullable Consumer<byte[], byte[]> consumer;
  private volatile boolean caughtUp;

  /** Keys delivered with a value and not deleted since; the table's thread only. */
  private final Set<String> present = new HashSet<>();

  /**
   * Prepares to follow a topic; {@link #start()} begins.
   *
   * @param consumerConfig usually {@link ClientDefaults#consumer(String)}
   * @param listener gets every key with its newest value, or null where the key was deleted; called
   *     on this table's thread only and must not throw
   */
  public CompactedTable(
      TopicSpec topic,
      ProtoSerde<T> serde,
      Map<String, Object> consumerConfig,
      BiConsumer<String, @Nullable T> listener) {
    this.topic = topic;
    this.serde = serde;
    this.consumerConfig = new HashMap<>(consumerConfig);
    this.consumerConfig.remove("group.id");
    this.listener = listener;
    this.thread = new Thread(this::run, "table-" + topic.name());
    this.thread.setDaemon(true);
  }

  /** Begins to read. Returns at once, whether Kafka is there or not. */
  public void start() {
    thread.start();
  }

  /** True once everything that was in the topic at the start has been delivered. */
  public boolean caughtUp() {
    return caughtUp;
  }

  /** Stops reading and waits up to five seconds for the thread to end. */
  @Override
  public void close() {
    stopping.countDown();
    synchronized (consumerLock) {
      if (consumer != null) {
        consumer.wakeup();
      }
    }
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!isStopping()) {
      try (Consumer<byte[], byte[]> opened = open()) {
        follow(opened);
      } catch (WakeupException | InterruptException e) {
        return;
      } catch (RuntimeException e) {
        log.warn("{}: reading failed, trying again: {}", topic.name(), e.toString());
      } finally {
        synchronized (consumerLock) {
          consumer = null;
        }
      }
      pause();
    }
  }

  private Consumer<byte[], byte[]> open() {
    KafkaConsumer<byte[], byte[]> opened =
        new KafkaConsumer<>(
            consumerConfig, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    synchronized (consumerLock) {
      consumer = opened;
    }
    return opened;
  }

  private void follow(Consumer<byte[], byte[]> records) {
    List<TopicPartition> partitions =
        records.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      return;
    }
    records.assign(partitions);
    records.seekToBeginning(partitions);
    if (!deliverWhatIsThere(records)) {
      return;
    }
    caughtUp = true;
    while (!isStopping()) {
      for (ConsumerRecord<byte[], byte[]> entry : records.poll(POLL)) {
        read(entry, this::deliver);
      }
    }
  }

  /**
   * Reads to the end before anything is delivered: a topic still holds states that are long over,
   * and after a fault a revoked key must not live again until its tombstone is reached.
   */
  private boolean deliverWhatIsThere(Consumer<byte[], byte[]> records) {
    Map<TopicPartition, Long> ends = records.endOffsets(records.assignment());
    Map<String, Optional<T>> newest = new HashMap<>();
    while (ends.entrySet().stream()
        .anyMatch(end -> records.position(end.getKey()) < end.getValue())) {
      if (isStopping()) {
        return false;
      }
      for (ConsumerRecord<byte[], byte[]> entry : records.poll(POLL)) {
        read(entry, (key, value) -> newest.put(key, Optional.ofNullable(value)));
      }
    }
    for (String gone : Set.copyOf(present)) {
      if (!newest.containsKey(gone)) {
        deliver(gone, null);
      }
    }
    newest.forEach((key, value) -> deliver(key, value.orElse(null)));
    return true;
  }

  private void read(ConsumerRecord<byte[], byte[]> entry, BiConsumer<String, @Nullable T> reader) {
    if (entry.key() == null) {
      return;
    }
    String key = new String(entry.key(), StandardCharsets.UTF_8);
    try {
      reader.accept(key, entry.value() == null ? null : serde.parse(entry.value()));
    } catch (SerializationException e) {
      log.warn("{}@{}: skipped: {}", topic.name(), entry.offset(), e.getMessage());
    }
  }

  private void deliver(String key, @Nullable T value) {
    if (value == null) {
      present.remove(key);
    } else {
      present.add(key);
    }
    listener.accept(key, value);
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void pause() {
    try {
      boolean stopped = stopping.await(BACKOFF_MILLIS, TimeUnit.MILLISECONDS);
      log.trace("paused, stopped={}", stopped);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
