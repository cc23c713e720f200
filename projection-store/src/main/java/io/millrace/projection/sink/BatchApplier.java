package io.millrace.projection.sink;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what was polled, and holds it until that worked. A batch the database refuses for its
 * data is halved until the record at fault is alone; that one is parked and the rest applied.
 */
final class BatchApplier<R> {

  private static final Logger log = LoggerFactory.getLogger(BatchApplier.class);

  private final Projection<R> projection;
  private final String consumer;
  private final Checkpoints checkpoints;
  private final DeadLetters deadLetters;
  private final SinkMetrics metrics;

  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<String, String> topicIds = new HashMap<>();
  private final Deque<Batch<R>> waiting = new ArrayDeque<>();
  private final Map<TopicPartition, Long> applied = new HashMap<>();
  private final Set<TopicPartition> lost = new HashSet<>();

  BatchApplier(
      Projection<R> projection,
      String consumer,
      Checkpoints checkpoints,
      DeadLetters deadLetters,
      SinkMetrics metrics) {
    this.projection = projection;
    this.consumer = consumer;
    this.checkpoints = checkpoints;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
  }

  /** Notes where the projection stands in partitions it now owns. */
  void stand(Map<TopicPartition, Long> stored, Map<String, String> ids) {
    positions.putAll(stored);
    topicIds.putAll(ids);
    if (stored.values().stream().anyMatch(next -> next > 0)) {
      tell(projection::resumed);
    }
  }

  /** Queues polled records. */
  void take(ConsumerRecords<byte[], byte @Nullable []> polled) {
    if (polled.isEmpty()) {
      return;
    }
    List<Entry<R>> entries = new ArrayList<>(polled.count());
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (TopicPartition partition : polled.partitions()) {
      if (!positions.containsKey(partition)) {
        continue;
      }
      for (ConsumerRecord<byte[], byte @Nullable []> entry : polled.records(partition)) {
        entries.add(Entry.read(projection, entry));
        ends.put(partition, entry.offset() + 1);
      }
    }
    polled
        .nextOffsets()
        .forEach((partition, next) -> ends.computeIfPresent(partition, (at, end) -> next.offset()));
    if (!entries.isEmpty()) {
      waiting.addLast(new Batch<>(entries, ends));
    }
  }

  /**
   * Applies everything that waits. A passing fault is thrown, and what it kept from being applied
   * goes on waiting.
   */
  void apply() {
    while (!waiting.isEmpty()) {
      Batch<R> batch = waiting.getFirst();
      park(batch);
      long began = System.nanoTime();
      Optional<List<R>> returned;
      try {
        returned = write(batch);
      } catch (DataFault e) {
        isolate(batch, e);
        continue;
      }
      if (returned.isEmpty()) {
        surrender(batch.ends().keySet());
        continue;
      }
      waiting.removeFirst();
      positions.putAll(batch.ends());
      applied.putAll(batch.ends());
      metrics.batches.record(Duration.ofNanos(System.nanoTime() - began));
      announce(batch, returned.get());
    }
  }

  /** How far it came since the last call, by partition. */
  Map<TopicPartition, Long> applied() {
    Map<TopicPartition, Long> result = Map.copyOf(applied);
    applied.clear();
    return result;
  }

  /** Partitions in which another owner was first since the last call; they must be sought anew. */
  Set<TopicPartition> lost() {
    Set<TopicPartition> result = Set.copyOf(lost);
    lost.clear();
    return result;
  }

  boolean waiting() {
    return !waiting.isEmpty();
  }

  /** Number of records that wait. */
  long size() {
    return waiting.stream().mapToLong(Batch::size).sum();
  }

  /** Drops what belongs to partitions that are no longer ours. */
  void forget(Collection<TopicPartition> partitions) {
    positions.keySet().removeAll(partitions);
    applied.keySet().removeAll(partitions);
    lost.removeAll(partitions);
    List<Batch<R>> kept = waiting.stream().map(batch -> batch.without(partitions)).toList();
    waiting.clear();
    kept.stream().filter(batch -> batch.size() > 0).forEach(waiting::addLast);
  }

  void forgetAll() {
    positions.clear();
    applied.clear();
    waiting.clear();
    lost.clear();
  }

  private void park(Batch<R> batch) {
    List<Entry<R>> letters = batch.unparked();
    if (letters.isEmpty()) {
      return;
    }
    deadLetters.park(consumer, letters);
    metrics.deadLetters.increment(letters.size());
    for (Entry<R> letter : letters) {
      log.warn(
          "{}: parked {}@{}: {}",
          projection.name(),
          letter.partition(),
          letter.source().offset(),
          Faults.reason(Objects.requireNonNull(letter.fault())));
    }
  }

  private Optional<List<R>> write(Batch<R> batch) {
    Map<TopicPartition, Move> moves = new HashMap<>();
    batch
        .ends()
        .forEach(
            (partition, end) ->
                moves.put(
                    partition,
                    new Move(
                        Objects.requireNonNull(topicIds.get(partition.topic())),
                        Objects.requireNonNull(positions.get(partition)),
                        end)));
    return checkpoints.apply(projection, moves, statements(batch), batch.covered());
  }

  private List<Write> statements(Batch<R> batch) {
    try {
      return projection.writes(batch.rows());
    } catch (RuntimeException e) {
      throw new DataFault(e);
    }
  }

  private void isolate(Batch<R> batch, DataFault fault) {
    if (batch.size() > 1) {
      waiting.removeFirst();
      List<Batch<R>> halves = batch.halves();
      waiting.addFirst(halves.get(1));
      waiting.addFirst(halves.get(0));
      return;
    }
    Entry<R> entry = batch.entries().get(0);
    if (entry.fault() != null) {
      throw new IllegalStateException(
          "moving past a dead letter failed: " + Faults.reason(fault.getCause()), fault);
    }
    entry.fail(projection, fault.getCause());
  }

  private void surrender(Set<TopicPartition> partitions) {
    metrics.lost.increment();
    log.warn("{}: another owner was first in {}, seeking anew", projection.name(), partitions);
    forget(partitions);
    lost.addAll(partitions);
  }

  private void announce(Batch<R> batch, List<R> returned) {
    List<R> rows = batch.rows();
    metrics.records.increment(batch.size());
    metrics.rows.increment(rows.size());
    tell(() -> projection.committed(rows, returned));
  }

  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      log.warn("{}: news of a batch was lost: {}", projection.name(), Faults.reason(e));
    }
  }
}
