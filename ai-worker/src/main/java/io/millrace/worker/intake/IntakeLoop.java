package io.millrace.worker.intake;

import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one consumer: take records while there are free slots, commit when they are done.
 * Partitions are paused while there is none, and the loop goes on polling, so the worker stays in
 * its group however long a call takes.
 */
final class IntakeLoop implements ConsumerRebalanceListener {

  private static final Logger log = LoggerFactory.getLogger(IntakeLoop.class);
  private static final List<String> LANES =
      List.of(
          Topics.AI_REQUESTS_HIGH.name(),
          Topics.AI_REQUESTS_NORMAL.name(),
          Topics.AI_REQUESTS_LOW.name());
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration DRAIN_POLL = Duration.ofMillis(20);
  private static final Duration COMMIT = Duration.ofSeconds(3);
  private static final int COMMIT_ATTEMPTS = 3;

  private final Consumer<byte[], byte[]> consumer;
  private final WorkInHand work;
  private final IntakeSettings settings;
  private final Function<ConsumerRecord<byte[], byte[]>, CompletableFuture<Void>> worker;
  private volatile boolean stopping;
  private volatile boolean joined;
  private boolean committing;

  IntakeLoop(
      Consumer<byte[], byte[]> consumer,
      WorkInHand work,
      IntakeSettings settings,
      Function<ConsumerRecord<byte[], byte[]>, CompletableFuture<Void>> worker) {
    this.consumer = consumer;
    this.work = work;
    this.settings = settings;
    this.worker = worker;
  }

  boolean joined() {
    return joined;
  }

  void stop() {
    stopping = true;
    consumer.wakeup();
  }

  /** Returns when {@link #stop} was called and all work is done and committed. */
  void run() {
    try {
      consumer.subscribe(LANES, this);
      while (!stopping) {
        begin();
        turn(stopping || work.inFlight() >= settings.maxConcurrent() || work.hasWaiting(), POLL);
      }
      drain();
      commitNow(consumer.assignment());
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

  private void begin() {
    while (work.inFlight() < settings.maxConcurrent()) {
      ConsumerRecord<byte[], byte[]> record = work.next();
      if (record == null) {
        return;
      }
      var unused =
          worker
              .apply(record)
              .whenComplete(
                  (done, error) -> {
                    if (error == null) {
                      work.done(record);
                    } else {
                      log.error("a request has no end, its partition waits for a restart", error);
                    }
                    consumer.wakeup();
                  });
    }
  }

  private void turn(boolean pause, Duration poll) {
    commitSoon();
    if (pause) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
    try {
      consumer.poll(poll).forEach(work::take);
    } catch (WakeupException e) {
      log.trace("woken up");
    }
  }

  private void drain() {
    long end = System.nanoTime() + settings.drain().toNanos();
    log.atInfo().addKeyValue("inFlight", work.inFlight()).log("no more requests, draining");
    do {
      turn(true, DRAIN_POLL);
    } while (!work.settled() && System.nanoTime() < end);
  }

  private void commitSoon() {
    Map<TopicPartition, OffsetAndMetadata> offsets = work.settle(consumer.assignment());
    if (committing || offsets.isEmpty()) {
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

  private void commitNow(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    work.settle(consumer.assignment())
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
