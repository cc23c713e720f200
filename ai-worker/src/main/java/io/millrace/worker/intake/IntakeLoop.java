package io.millrace.worker.intake;

import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one consumer: take records of every topic until enough of it waits, have them worked
 * on, commit when they are done. It goes on polling however long a call takes, so the worker stays
 * in its group.
 */
final class IntakeLoop implements ConsumerRebalanceListener {

  private static final Logger log = LoggerFactory.getLogger(IntakeLoop.class);
  private static final List<String> TOPICS =
      List.of(
          Topics.AI_REQUESTS_HIGH.name(),
          Topics.AI_REQUESTS_NORMAL.name(),
          Topics.AI_REQUESTS_LOW.name(),
          Topics.AI_REQUESTS_RETRY.name());
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration DRAIN_POLL = Duration.ofMillis(20);
  private static final Duration COMMIT = Duration.ofSeconds(3);
  private static final Duration EXPIRE = Duration.ofSeconds(1);
  private static final int COMMIT_ATTEMPTS = 3;

  private final Consumer<byte[], byte[]> consumer;
  private final WorkInHand work;
  private final Slots slots;
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;
  private volatile boolean joined;
  private boolean committing;
  private long expiredAt;

  IntakeLoop(Consumer<byte[], byte[]> consumer, WorkInHand work, Slots slots) {
    this.consumer = consumer;
    this.work = work;
    this.slots = slots;
  }

  boolean joined() {
    return joined;
  }

  /** May be called by any thread. */
  void stop() {
    stopping = true;
    consumer.wakeup();
  }

  /** Something is done or there is room; may be called by any thread. */
  void wake() {
    consumer.wakeup();
  }

  /** A request is cancelled; may be called by any thread. */
  void cancelled(String request) {
    cancelled.add(request);
    consumer.wakeup();
  }

  /** Returns when {@link #stop} was called and all work is done and committed, or another's. */
  void run() {
    try {
      consumer.subscribe(TOPICS, this);
      while (!stopping) {
        turn();
      }
      leave();
    } finally {
      joined = false;
      work.revokedAll();
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    work.assigned(partitions);
    joined = true;
    log.atInfo().addKeyValue("partitions", partitions.size()).log("partitions assigned");
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    try {
      commitNow(partitions);
    } catch (KafkaException e) {
      log.atWarn().addKeyValue("cause", e.toString()).log("not committed before a rebalance");
    }
    work.revoked(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    joined = false;
    work.revoked(partitions);
  }

  private void turn() {
    long now = slots.now();
    slots.settle();
    hurry(now);
    long due = work.due(now);
    Duration closed = slots.begin();
    commitSoon();
    long wait = Math.min(POLL.toMillis(), Math.max(0, due - now));
    if (!closed.isZero()) {
      wait = Math.min(wait, Math.max(1, closed.toMillis()));
    }
    poll(Duration.ofMillis(wait));
  }

  private void hurry(long now) {
    if (!cancelled.isEmpty()) {
      Set<String> all = Set.copyOf(cancelled);
      cancelled.removeAll(all);
      work.cancelled(all);
    }
    if (now - expiredAt >= EXPIRE.toMillis()) {
      expiredAt = now;
      work.expired(Instant.ofEpochMilli(now));
    }
  }

  private void poll(Duration wait) {
    Map<Boolean, List<TopicPartition>> full =
        consumer.assignment().stream()
            .collect(
                Collectors.partitioningBy(partition -> stopping || work.full(partition.topic())));
    consumer.pause(full.get(true));
    consumer.resume(full.get(false));
    try {
      consumer.poll(wait).forEach(record -> work.take(record, slots.now()));
    } catch (WakeupException e) {
      log.trace("woken up");
    }
  }

  /**
   * What waits is another worker's at once, and so is what is in work if nobody can begin it as
   * long as we are at it. Without Redis nobody would know, so the worker stays until it is done.
   */
  private void leave() {
    log.atInfo().addKeyValue("inFlight", slots.inFlight()).log("no more requests, draining");
    slots.settle();
    long end = System.nanoTime() + slots.drain().toNanos();
    while (!slots.exclusive() && !slots.idle() && System.nanoTime() < end) {
      commitSoon();
      poll(DRAIN_POLL);
      slots.settle();
    }
    try {
      commitNow(consumer.assignment());
    } catch (KafkaException e) {
      log.atWarn().addKeyValue("cause", e.toString()).log("not committed at the end");
    }
    consumer.close();
    slots.drainUntil(end);
  }

  private Map<TopicPartition, OffsetAndMetadata> settled() {
    return work.settle(consumer.assignment(), consumer::position);
  }

  private void commitSoon() {
    if (committing) {
      return;
    }
    if (slots.hasRetries()) {
      retry();
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = settled();
    if (offsets.isEmpty()) {
      return;
    }
    committing = true;
    consumer.commitAsync(
        offsets,
        (committed, error) -> {
          committing = false;
          if (error == null) {
            work.committed(committed);
          } else {
            log.debug("not committed, trying again", error);
          }
        });
  }

  private void retry() {
    settled();
    slots.retry(work.settleWith(slots.retries()), consumer.groupMetadata());
  }

  private void commitNow(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    settled()
        .forEach(
            (partition, offset) -> {
              if (partitions.contains(partition)) {
                offsets.put(partition, offset);
              }
            });
    for (int attempt = 1; !offsets.isEmpty(); attempt++) {
      try {
        consumer.commitSync(offsets, COMMIT);
        work.committed(offsets);
        return;
      } catch (WakeupException e) {
        if (attempt == COMMIT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
