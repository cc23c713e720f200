package io.millrace.worker.intake;

import io.millrace.worker.answer.Disposition;
import io.millrace.worker.answer.Hurry;
import io.millrace.worker.answer.RequestProcessor;
import io.millrace.worker.answer.Task;
import io.millrace.worker.intake.RetryWriter.Attempt;
import io.millrace.worker.intake.WorkInHand.Urgent;
import io.millrace.worker.lease.Leases;
import io.millrace.worker.lease.Stop;
import io.millrace.worker.metrics.WorkerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Has requests worked on, so many at once, and sees to what becomes of their records. Belongs to
 * the intake's thread.
 */
final class Slots {

  private static final Logger log = LoggerFactory.getLogger(Slots.class);
  private static final Duration AFTER_FAULT = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration GIVE_BACK = Duration.ofSeconds(3);

  private record Ended(Held held, boolean slot, Disposition disposition) {}

  private final WorkInHand work;
  private final RequestProcessor processor;
  private final RetryWriter writer;
  private final Leases leases;
  private final WorkerMetrics metrics;
  private final Room room;
  private final Duration drain;
  private final Clock clock;
  private final Runnable wake;
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private final List<Attempt> retries = new ArrayList<>();
  private int inFlight;
  private long noRetryBefore;
  private Duration closed = Duration.ZERO;

  /**
   * Slots that are all free.
   *
   * @param drain how long a stop waits for what is in work
   * @param wake called by any thread when there is something to settle
   */
  Slots(
      WorkInHand work,
      RequestProcessor processor,
      RetryWriter writer,
      Leases leases,
      WorkerMetrics metrics,
      int max,
      Duration drain,
      Clock clock,
      Runnable wake) {
    this.work = work;
    this.processor = processor;
    this.writer = writer;
    this.leases = leases;
    this.metrics = metrics;
    this.room = new Room(max);
    this.drain = drain;
    this.clock = clock;
    this.wake = wake;
  }

  long now() {
    return clock.millis();
  }

  int inFlight() {
    return inFlight;
  }

  Duration drain() {
    return drain;
  }

  /** Whether all is settled. */
  boolean idle() {
    return inFlight == 0 && retries.isEmpty();
  }

  /** Whether no other worker begins what is in work here. */
  boolean exclusive() {
    return leases.exclusive();
  }

  /**
   * Begins what can be begun.
   *
   * @return how long what waits may not be begun by its providers; zero if nothing waits for them
   */
  Duration begin() {
    for (Urgent next = work.nextUrgent(); next != null; next = work.nextUrgent()) {
      start(next.held(), next.hurry(), false);
    }
    closed = Duration.ZERO;
    while (room.fits(false)) {
      Held next = work.next(this::open, held -> room.fits(held.alone()));
      if (next == null) {
        break;
      }
      start(next, null, true);
    }
    metrics.held(work.waiting());
    return closed;
  }

  private boolean open(Task task) {
    Duration wait = processor.closedFor(task);
    if (!wait.isZero() && (closed.isZero() || wait.compareTo(closed) < 0)) {
      closed = wait;
    }
    return wait.isZero();
  }

  private void start(Held held, @Nullable Hurry hurry, boolean slot) {
    inFlight++;
    if (slot) {
      room.take(held.alone());
    }
    processor
        .process(held.task(), held.alone(), hurry)
        .onErrorResume(
            error -> {
              log.error("a request has no end, it is begun again", error);
              return Mono.empty();
            })
        .defaultIfEmpty(new Disposition.Later(now() + AFTER_FAULT.toMillis()))
        .subscribe(
            disposition -> {
              ended.add(new Ended(held, slot, disposition));
              wake.run();
            });
  }

  /** Sees to what ended. */
  void settle() {
    for (Ended next = ended.poll(); next != null; next = ended.poll()) {
      settle(next);
    }
  }

  private void settle(Ended next) {
    inFlight--;
    if (next.slot()) {
      room.free();
    }
    Disposition disposition = next.disposition();
    if (disposition instanceof Disposition.Again again) {
      retries.add(new Attempt(next.held(), again));
    } else if (disposition instanceof Disposition.Later later) {
      work.again(next.held(), later.notBeforeMs(), now());
    } else if (disposition instanceof Disposition.Alone) {
      work.again(next.held().toBeAlone(), now(), now());
    } else {
      work.done(next.held());
    }
  }

  boolean hasRetries() {
    return !retries.isEmpty() && now() >= noRetryBefore;
  }

  List<Held> retries() {
    return retries.stream().map(Attempt::held).toList();
  }

  /**
   * Writes further attempts, with the offsets if that can be: after a rebalance it cannot.
   *
   * @param group null if there are no offsets
   */
  void retry(
      Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable ConsumerGroupMetadata group) {
    List<Attempt> all = List.copyOf(retries);
    boolean committed = group != null && writer.write(all, offsets, group);
    if (!committed && !writer.write(all, Map.of(), null)) {
      noRetryBefore = now() + AFTER_FAULT.toMillis();
      return;
    }
    if (committed) {
      work.committed(offsets);
    }
    retries.clear();
    for (Attempt each : all) {
      work.done(each.held());
      leases.giveBack(each.again().lease(), each.again().attempts()).subscribe();
    }
  }

  /** Without a consumer: waits for what is in work, and in the end stops it. */
  void drainUntil(long endNanos) {
    try {
      settleUntil(endNanos);
      if (!idle()) {
        log.atWarn().addKeyValue("inFlight", inFlight).log("not done in time, given back");
        leases.stopAll(Stop.DRAINED);
        settleUntil(System.nanoTime() + GIVE_BACK.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void settleUntil(long endNanos) throws InterruptedException {
    while (!idle() && System.nanoTime() < endNanos) {
      Ended next = ended.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      if (next != null) {
        settle(next);
      }
      if (hasRetries()) {
        retry(Map.of(), null);
      }
    }
  }
}
