package io.millrace.worker.intake;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The records a worker holds: waiting, in work, and done but not committed. It outlives rebalances
 * and consumers, because work goes on through them. Belongs to the intake's thread; only {@link
 * #done} may be called by any.
 */
final class WorkInHand {

  private final Map<TopicPartition, OffsetTracker> trackers = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
  private final Queue<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
  private final Queue<ConsumerRecord<byte[], byte[]>> done = new ConcurrentLinkedQueue<>();
  private int inFlight;

  int inFlight() {
    return inFlight;
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  void assigned(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      trackers.computeIfAbsent(partition, any -> new OffsetTracker()).assigned();
    }
  }

  /** The partitions are another worker's now; what is in work goes on. */
  void revoked(Collection<TopicPartition> partitions) {
    waiting.removeIf(
        record -> {
          TopicPartition partition = partition(record);
          boolean gone = partitions.contains(partition);
          if (gone) {
            tracker(partition).release(record.offset());
          }
          return gone;
        });
    for (TopicPartition partition : partitions) {
      uncommitted.remove(partition);
      trackers.computeIfPresent(
          partition,
          (any, tracker) -> {
            tracker.assigned();
            return tracker.idle() ? null : tracker;
          });
    }
  }

  /** The consumer is gone and all its partitions with it. */
  void revokedAll() {
    revoked(List.copyOf(trackers.keySet()));
  }

  void take(ConsumerRecord<byte[], byte[]> record) {
    if (tracker(partition(record)).take(record.offset())) {
      waiting.add(record);
    }
  }

  /** The next record to work on; null if there is none. */
  @Nullable ConsumerRecord<byte[], byte[]> next() {
    ConsumerRecord<byte[], byte[]> record = waiting.poll();
    if (record != null) {
      inFlight++;
    }
    return record;
  }

  /** The record's result is acknowledged. */
  void done(ConsumerRecord<byte[], byte[]> record) {
    done.add(record);
  }

  /** Counts what is done and gives the offsets to commit. */
  Map<TopicPartition, OffsetAndMetadata> settle(Collection<TopicPartition> owned) {
    for (ConsumerRecord<byte[], byte[]> record = done.poll();
        record != null;
        record = done.poll()) {
      inFlight--;
      tracker(partition(record)).done(record.offset());
    }
    for (TopicPartition partition : owned) {
      tracker(partition)
          .advance()
          .ifPresent(offset -> uncommitted.put(partition, new OffsetAndMetadata(offset)));
    }
    return Map.copyOf(uncommitted);
  }

  boolean settled() {
    return inFlight == 0 && uncommitted.isEmpty();
  }

  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(uncommitted::remove);
  }

  private OffsetTracker tracker(TopicPartition partition) {
    return trackers.computeIfAbsent(partition, any -> new OffsetTracker());
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
