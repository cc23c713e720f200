package io.millrace.projection.sink;

import io.millrace.projection.kafka.SharedAdmin;
import io.millrace.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics of one projection on a thread of its own: poll, apply, move on. It never gives
 * up. While something is away it keeps what it has read, keeps polling with its partitions paused
 * so that it stays in its group, and tries again.
 */
final class SinkLoop<R> implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(SinkLoop.class);
  private static final Duration POLL = Duration.ofMillis(250);

  private final Projection<R> projection;
  private final Supplier<Consumer<byte[], byte @Nullable []>> consumers;
  private final SharedAdmin admin;
  private final Checkpoints checkpoints;
  private final BatchApplier<R> applier;
  private final Backoff backoff;
  private final SinkState state;
  private final SinkMetrics metrics;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Object consumerLock = new Object();
  private @Nullable Consumer<byte[], byte @Nullable []> current;

  private final Set<TopicPartition> unplaced = new HashSet<>();
  private boolean joined;
  private int failures;
  private long retryAt;

  SinkLoop(
      Projection<R> projection,
      Supplier<Consumer<byte[], byte @Nullable []>> consumers,
      SharedAdmin admin,
      Checkpoints checkpoints,
      BatchApplier<R> applier,
      Backoff backoff,
      SinkState state,
      SinkMetrics metrics) {
    this.projection = projection;
    this.consumers = consumers;
    this.admin = admin;
    this.checkpoints = checkpoints;
    this.applier = applier;
    this.backoff = backoff;
    this.state = state;
    this.metrics = metrics;
  }

  /** Asks the thread to end; what is not committed by then will be read again. */
  void stop() {
    stopping.countDown();
    synchronized (consumerLock) {
      if (current != null) {
        current.wakeup();
      }
    }
  }

  @Override
  public void run() {
    try {
      while (!isStopping()) {
        attempt();
        pause();
      }
    } finally {
      state.stopped();
    }
  }

  /** Works until it is told to stop or fails in a way that only a new consumer mends. */
  private void attempt() {
    try (Consumer<byte[], byte @Nullable []> consumer = open()) {
      follow(consumer);
    } catch (WakeupException | InterruptException e) {
      log.debug("{}: woken to stop", projection.name());
    } catch (RuntimeException e) {
      failed(e);
    } catch (Throwable e) {
      state.broken(Faults.reason(e));
      failed(e);
      log.error("{}: starting over after an error", projection.name(), e);
    } finally {
      synchronized (consumerLock) {
        current = null;
      }
      joined = false;
      unplaced.clear();
      applier.forgetAll();
    }
  }

  private Consumer<byte[], byte @Nullable []> open() {
    Consumer<byte[], byte @Nullable []> opened = consumers.get();
    synchronized (consumerLock) {
      current = opened;
    }
    return opened;
  }

  private void follow(Consumer<byte[], byte @Nullable []> consumer) {
    consumer.subscribe(
        projection.topics().stream().map(TopicSpec::name).toList(), new Rebalances(consumer));
    while (!isStopping()) {
      ConsumerRecords<byte[], byte @Nullable []> polled = consumer.poll(untilNextAttempt());
      applier.take(polled);
      if (failures > 0 && System.nanoTime() - retryAt < 0) {
        continue;
      }
      try {
        place(consumer);
        applier.apply();
        recovered();
      } catch (RuntimeException e) {
        failed(e);
      }
      confirm(consumer, applier.applied());
      unplaced.addAll(applier.lost());
      flow(consumer);
      observe(consumer);
    }
  }

  private Duration untilNextAttempt() {
    if (failures == 0) {
      return unplaced.isEmpty() ? POLL : Duration.ZERO;
    }
    long nanos = Math.max(0, retryAt - System.nanoTime());
    return nanos < POLL.toNanos() ? Duration.ofNanos(nanos) : POLL;
  }

  /** Seeks new partitions to where the projection stands in them. */
  private void place(Consumer<byte[], byte @Nullable []> consumer) {
    if (unplaced.isEmpty()) {
      return;
    }
    Map<String, String> ids = admin.topicIds(projection.topics());
    Map<TopicPartition, Long> positions = checkpoints.positions(projection, unplaced, ids);
    if (!positions.keySet().containsAll(unplaced)) {
      throw new IllegalStateException("version " + projection.version() + " is retired");
    }
    positions.forEach(consumer::seek);
    applier.stand(positions, ids);
    unplaced.removeAll(positions.keySet());
    log.info("{}: reading {}", projection.name(), positions);
  }

  /** Lets records come only from partitions whose place is known, and only if none are waiting. */
  private void flow(Consumer<byte[], byte @Nullable []> consumer) {
    Set<TopicPartition> held =
        new HashSet<>(applier.waiting() ? consumer.assignment() : Set.copyOf(unplaced));
    held.retainAll(consumer.assignment());
    Set<TopicPartition> free = new HashSet<>(consumer.assignment());
    free.removeAll(held);
    consumer.pause(held);
    consumer.resume(free);
  }

  /** Tells Kafka where the sink is, for lag tools only. */
  private void confirm(
      Consumer<byte[], byte @Nullable []> consumer, Map<TopicPartition, Long> applied) {
    if (applied.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    applied.forEach((partition, next) -> offsets.put(partition, new OffsetAndMetadata(next)));
    consumer.commitAsync(
        offsets,
        (committed, failure) -> {
          if (failure != null) {
            log.debug("{}: offsets not shown to Kafka: {}", projection.name(), failure.toString());
          }
        });
  }

  private void observe(Consumer<byte[], byte @Nullable []> consumer) {
    if (!joined || !unplaced.isEmpty()) {
      return;
    }
    long lag = applier.size();
    for (TopicPartition partition : consumer.assignment()) {
      OptionalLong behind = consumer.currentLag(partition);
      if (behind.isEmpty()) {
        return;
      }
      lag += behind.getAsLong();
    }
    state.at(consumer.assignment().size(), lag);
  }

  private void failed(Throwable failure) {
    failures++;
    Duration delay = backoff.delay(failures);
    retryAt = System.nanoTime() + delay.toNanos();
    metrics.retries.increment();
    state.failed(Faults.reason(failure));
    log.warn(
        "{}: attempt {} failed, next in {} ms: {}",
        projection.name(),
        failures,
        delay.toMillis(),
        Faults.reason(failure));
    log.debug("{}: attempt failed", projection.name(), failure);
  }

  private void recovered() {
    if (failures > 0) {
      log.info("{}: going on after {} failed attempts", projection.name(), failures);
    }
    failures = 0;
    state.working();
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void pause() {
    try {
      long nanos = failures == 0 ? 0 : retryAt - System.nanoTime();
      if (stopping.await(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
        log.debug("{}: stopping", projection.name());
      }
    } catch (InterruptedException e) {
      stopping.countDown();
      Thread.currentThread().interrupt();
    }
  }

  /** Runs inside poll, so it only takes notes. */
  private final class Rebalances implements ConsumerRebalanceListener {

    private final Consumer<?, ?> consumer;

    private Rebalances(Consumer<?, ?> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      List<TopicPartition> gained = new ArrayList<>(partitions);
      consumer.pause(gained);
      unplaced.addAll(gained);
      joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      unplaced.removeAll(Set.copyOf(partitions));
      applier.forget(Set.copyOf(partitions));
    }
  }
}
