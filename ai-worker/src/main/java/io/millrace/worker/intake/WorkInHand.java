package io.millrace.worker.intake;

import io.millrace.worker.answer.Hurry;
import io.millrace.worker.answer.Task;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The records a worker holds: waiting, in work, and done but not committed. It outlives rebalances
 * and consumers, because work goes on through them. Belongs to the intake's thread.
 */
final class WorkInHand {

  /** Of a topic; then no more of it is taken. */
  private static final int MOST_RECORDS = 100;

  private static final long MOST_BYTES = 16L * 1024 * 1024;

  /** A record that is begun out of turn, and for what. */
  record Urgent(Held held, Hurry hurry) {}

  private record Delayed(Held held, long notBeforeMs) {}

  private static final class Waiting {
    int records;
    long bytes;
  }

  private final Map<TopicPartition, OffsetTracker> trackers = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
  private final Set<TopicPartition> owned = new HashSet<>();
  private final Map<String, Waiting> waiting = new HashMap<>();
  private final Lanes lanes = new Lanes();
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>(Comparator.comparingLong(Delayed::notBeforeMs));
  private final Queue<Urgent> urgent = new ArrayDeque<>();

  void assigned(Collection<TopicPartition> partitions) {
    owned.addAll(partitions);
    for (TopicPartition partition : partitions) {
      tracker(partition).assigned();
    }
  }

  /** The partitions are another worker's now; what is in work goes on. */
  void revoked(Collection<TopicPartition> partitions) {
    Predicate<Held> gone = held -> partitions.contains(held.partition());
    List<Held> dropped = new ArrayList<>(lanes.remove(gone));
    drop(delayed.stream().map(Delayed::held).filter(gone), dropped);
    delayed.removeIf(each -> gone.test(each.held()));
    drop(urgent.stream().map(Urgent::held).filter(gone), dropped);
    urgent.removeIf(each -> gone.test(each.held()));
    for (Held held : dropped) {
      left(held);
      tracker(held.partition()).release(held.offset());
    }
    for (TopicPartition partition : partitions) {
      owned.remove(partition);
      uncommitted.remove(partition);
      trackers.computeIfPresent(
          partition,
          (any, tracker) -> {
            tracker.assigned();
            return tracker.idle() ? null : tracker;
          });
    }
  }

  private static void drop(Stream<Held> gone, List<Held> dropped) {
    gone.forEach(dropped::add);
  }

  /** The consumer is gone and all its partitions with it. */
  void revokedAll() {
    revoked(List.copyOf(trackers.keySet()));
  }

  void take(ConsumerRecord<byte[], byte[]> record, long now) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    if (tracker(partition).take(record.offset())) {
      Task task = Task.of(record);
      wait(lanes.order(task, now), task.notBeforeMs(), now);
    }
  }

  private void wait(Held held, long notBeforeMs, long now) {
    Waiting counts = waiting.computeIfAbsent(held.partition().topic(), any -> new Waiting());
    counts.records++;
    counts.bytes += held.bytes();
    if (notBeforeMs > now) {
      delayed.add(new Delayed(held, notBeforeMs));
    } else {
      lanes.add(held);
    }
  }

  private void left(Held held) {
    Waiting counts = waiting.computeIfAbsent(held.partition().topic(), any -> new Waiting());
    counts.records--;
    counts.bytes -= held.bytes();
  }

  /** Whether so much of a topic waits that no more is to be taken. */
  boolean full(String topic) {
    Waiting counts = waiting.get(topic);
    return counts != null && (counts.records >= MOST_RECORDS || counts.bytes >= MOST_BYTES);
  }

  int waiting() {
    return waiting.values().stream().mapToInt(counts -> counts.records).sum();
  }

  /** Lets in what had to wait until now, and tells when the next has; empty lets nobody wait. */
  long due(long now) {
    for (Delayed first = delayed.peek();
        first != null && first.notBeforeMs() <= now;
        first = delayed.peek()) {
      delayed.remove();
      lanes.add(first.held());
    }
    Delayed next = delayed.peek();
    return next == null ? Long.MAX_VALUE : next.notBeforeMs();
  }

  /** The next record to begin; null if there is none, or if there is no room for it. */
  @Nullable Held next(Predicate<Task> open, Predicate<Held> fits) {
    Held held = lanes.poll(open, fits);
    if (held != null) {
      left(held);
    }
    return held;
  }

  /** Whether something could be begun, if it were open. */
  boolean ready() {
    return !lanes.isEmpty();
  }

  /** The next record that is begun out of turn; null if there is none. */
  @Nullable Urgent nextUrgent() {
    Urgent next = urgent.poll();
    if (next != null) {
      left(next.held());
    }
    return next;
  }

  /** Ends what waits although it is cancelled. */
  void cancelled(Set<String> requests) {
    hurry(
        held -> held.task().place() != null && requests.contains(held.task().place().request()),
        Hurry.CANCELLED);
  }

  /** Ends what waits although its deadline passed. */
  void expired(Instant now) {
    hurry(
        held -> held.task().deadline().filter(deadline -> !deadline.isAfter(now)).isPresent(),
        Hurry.EXPIRED);
  }

  private void hurry(Predicate<Held> which, Hurry why) {
    lanes.remove(which).forEach(held -> urgent.add(new Urgent(held, why)));
    delayed.removeIf(each -> which.test(each.held()) && urgent.add(new Urgent(each.held(), why)));
  }

  /** All that its record asked for is done. */
  void done(Held held) {
    tracker(held.partition()).done(held.offset());
  }

  /** It is to be begun again, by whoever has its partition. */
  void again(Held held, long notBeforeMs, long now) {
    if (owned.contains(held.partition())) {
      wait(held, notBeforeMs, now);
    } else {
      tracker(held.partition()).release(held.offset());
    }
  }

  /**
   * The offsets to commit.
   *
   * @param position up to where a partition was read
   */
  Map<TopicPartition, OffsetAndMetadata> settle(
      Collection<TopicPartition> partitions, ToLongFunction<TopicPartition> position) {
    for (TopicPartition partition : partitions) {
      tracker(partition)
          .advance(() -> position.applyAsLong(partition))
          .ifPresent(offset -> uncommitted.put(partition, new OffsetAndMetadata(offset)));
    }
    return Map.copyOf(uncommitted);
  }

  /** What could be committed if these were done, beside what can be. */
  Map<TopicPartition, OffsetAndMetadata> settleWith(List<Held> done) {
    Map<TopicPartition, Set<Long>> offsets = new HashMap<>();
    done.forEach(
        held ->
            offsets.computeIfAbsent(held.partition(), any -> new HashSet<>()).add(held.offset()));
    Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>(uncommitted);
    offsets.forEach(
        (partition, more) -> {
          if (owned.contains(partition)) {
            tracker(partition)
                .advanceWith(more)
                .ifPresent(offset -> all.put(partition, new OffsetAndMetadata(offset)));
          }
        });
    return all;
  }

  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(uncommitted::remove);
  }

  private OffsetTracker tracker(TopicPartition partition) {
    return trackers.computeIfAbsent(partition, any -> new OffsetTracker());
  }
}
