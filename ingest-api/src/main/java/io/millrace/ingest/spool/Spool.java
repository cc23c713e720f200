package io.millrace.ingest.spool;

import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Problem;
import io.millrace.schemas.topic.TopicSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events while Kafka is away and gives them to it in order once it is back. While anything
 * waits here, new events come here too, so that the order of a key holds. Near the end new ones are
 * held in memory for a moment, until the last that waited is in Kafka, and then follow it there.
 * One thread adds what has come meanwhile and syncs it once for all, another drains. While the file
 * cannot be written nothing comes here; it is opened anew as soon as that works.
 */
public final class Spool implements AutoCloseable {

  /**
   * Changes of configuration are refused rather than promised: nobody would see them for a while.
   */
  private static final Set<EventKind> NEVER =
      EnumSet.of(EventKind.API_KEY, EventKind.SOURCE, EventKind.PLAN, EventKind.WEBHOOK_REJECTIONS);

  private static final Logger log = LoggerFactory.getLogger(Spool.class);
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int FEW = 100;
  private static final int ROUNDS = 10;
  private static final long CLOSE_MILLIS = 5_000;

  private final Path path;
  private final long limit;
  private final Thread writer;
  private final Drain drain;
  private final Thread drainer;
  private final Object lock = new Object();
  private final Queue<Offer> offers = new ConcurrentLinkedQueue<>();
  private final AtomicLong drained = new AtomicLong();
  private volatile @Nullable Direct direct;
  private volatile SpoolFile file;
  private volatile boolean on;
  private volatile boolean closed;
  private volatile boolean broken;
  private volatile long events;
  private volatile long bytes;
  private volatile long refused;
  private long unwritten;
  private long failedAt = System.nanoTime() - STEADY_NANOS;
  private @Nullable Queue<Offer> held;
  private long heldSince;
  private boolean giving;

  /**
   * Opens the spool; {@link #start} begins.
   *
   * @param producer settings of the producer that drains, without serializers
   * @param consumer settings of the consumer that looks for what a crash left in doubt
   * @throws IllegalStateException if the file cannot be used
   */
  public Spool(SpoolSettings settings, Map<String, Object> producer, Map<String, Object> consumer) {
    this.path = settings.file();
    this.limit = settings.limit().toBytes();
    this.file = SpoolFile.open(path);
    this.events = file.size();
    this.bytes = file.bytes();
    this.refused = file.refused();
    this.on = events > 0;
    this.drain = new Drain(this, producer, consumer);
    this.writer = new Thread(new GroupWriter(this), "spool-writer");
    this.drainer = new Thread(drain, "spool-drain");
    writer.setDaemon(true);
    drainer.setDaemon(true);
  }

  /** Begins to take and to drain. */
  public void start(Direct direct) {
    this.direct = direct;
    if (events > 0) {
      log.info("spool_found events={} bytes={}", events, bytes);
    }
    writer.start();
    drainer.start();
  }

  /**
   * Takes an event if it must wait here. Never blocks.
   *
   * @param outcome told on this thread or one of the spool's
   * @return false if the event is for Kafka; the outcome is not told then
   */
  public boolean offer(Event event, Outcome outcome) {
    if (broken || (!on && kafkaReady()) || NEVER.contains(event.kind())) {
      return false;
    }
    if (event.bytes() > TopicSpec.MAX_MESSAGE_BYTES) {
      outcome.refused(Problem.tooLarge(TopicSpec.MAX_MESSAGE_BYTES));
      return true;
    }
    Offer offer = new Offer(RecordCodec.encode(event.record()), outcome);
    synchronized (lock) {
      if (broken || (!on && kafkaReady())) {
        return false;
      }
      switchOn();
      if (held != null) {
        held.add(offer);
        return true;
      }
      enqueue(offer);
    }
    LockSupport.unpark(writer);
    return true;
  }

  private void enqueue(Offer offer) {
    if (closed || bytes + offer.length() > limit) {
      offer.refused(unavailable("Kafka is away and the spool is full"));
      return;
    }
    count(1, offer.length());
    unwritten++;
    offers.add(offer);
  }

  /** Kafka did not take an event in time: what comes next waits here until it is known better. */
  public void kafkaFailed() {
    synchronized (lock) {
      failedAt = System.nanoTime();
      switchOn();
    }
  }

  private void switchOn() {
    if (!on) {
      on = true;
      log.warn("spooling: Kafka is away");
    }
  }

  /** Kafka takes events again and none waits: the next one goes there. */
  void switchOffIfDone() {
    synchronized (lock) {
      if (on && held == null && events == 0 && steady()) {
        switchOff();
      }
    }
  }

  private void switchOff() {
    on = false;
    log.info("spooling_ended drained={}", drained.get());
  }

  private boolean steady() {
    return !stopped() && kafkaReady() && System.nanoTime() - failedAt > STEADY_NANOS;
  }

  /** Begins to hold in memory what is offered; returns false if it is not the time. */
  boolean hold() {
    synchronized (lock) {
      if (!on || held != null || !steady()) {
        return false;
      }
      held = new ArrayDeque<>();
      heldSince = System.nanoTime();
      return true;
    }
  }

  /** Whether what is held may be held on. */
  boolean holding() {
    synchronized (lock) {
      return held != null && steady() && System.nanoTime() - heldSince < HOLD_NANOS;
    }
  }

  /**
   * Ends holding: if nothing waits any more, all that is held goes to Kafka, and what comes then
   * too; if not, it waits with the rest.
   */
  void release() {
    for (int round = 0; true; round++) {
      Queue<Offer> batch;
      synchronized (lock) {
        if (held == null) {
          return;
        }
        giving = events == 0 && steady();
        if (!giving) {
          letWait();
          return;
        }
        if (held.size() <= FEW || round == ROUNDS) {
          give(held);
          held = null;
          giving = false;
          if (steady()) {
            switchOff();
          }
          return;
        }
        batch = held;
        held = new ArrayDeque<>();
      }
      give(batch);
    }
  }

  /** An answer may offer again on this thread, so that more comes while this runs. */
  private static void give(Queue<Offer> offers) {
    for (Offer offer = offers.poll(); offer != null; offer = offers.poll()) {
      offer.direct();
    }
  }

  private void letWait() {
    if (held != null) {
      Queue<Offer> waiting = held;
      held = null;
      waiting.forEach(this::enqueue);
      LockSupport.unpark(writer);
    }
  }

  /** Nobody waits for long because the drain is stuck in Kafka's client. */
  void endLateHold() {
    synchronized (lock) {
      if (held != null && !giving && System.nanoTime() - heldSince > 2 * HOLD_NANOS) {
        letWait();
      }
    }
  }

  /** Whether events come here now. */
  public boolean active() {
    return on && !broken;
  }

  /** Events that wait. */
  public long events() {
    return events;
  }

  /** Bytes of the events that wait. */
  public long bytes() {
    return bytes;
  }

  /** Events given to Kafka since the start, or found there. */
  public long drained() {
    return drained.get();
  }

  /** Events in the file that Kafka refused for good. */
  public long refused() {
    return refused;
  }

  boolean kafkaReady() {
    Direct known = direct;
    return known != null && known.ready();
  }

  void settle() {
    Direct known = direct;
    if (known != null) {
      known.settle();
    }
  }

  SpoolFile file() {
    return file;
  }

  boolean closed() {
    return closed;
  }

  boolean broken() {
    return broken;
  }

  /** Whether there is nothing to drain for now. */
  boolean stopped() {
    return closed || broken;
  }

  /** Kafka has it. */
  void drained(long number, int length) {
    file.remove(number);
    drained.incrementAndGet();
    synchronized (lock) {
      count(-1, -length);
    }
  }

  /** Kafka will never have it. */
  void refused(long number, int length) {
    file.refuse(number);
    synchronized (lock) {
      refused = file.refused();
      count(-1, -length);
    }
  }

  private void count(long moreEvents, long moreBytes) {
    events += moreEvents;
    bytes += moreBytes;
  }

  @Nullable Offer poll() {
    return offers.poll();
  }

  /** Adds offers to the file and answers them; for one thread. */
  void store(List<Offer> group) {
    boolean stored = !broken && added(group);
    synchronized (lock) {
      unwritten -= group.size();
      if (!stored) {
        group.forEach(offer -> count(-1, -offer.length()));
      }
    }
    for (Offer offer : group) {
      if (stored) {
        offer.stored();
      } else {
        offer.refused(unwritable());
      }
    }
  }

  private boolean added(List<Offer> group) {
    try {
      group.forEach(offer -> file.add(offer.record()));
      file.sync();
      return true;
    } catch (RuntimeException e) {
      broke(e);
      return false;
    }
  }

  /** The file cannot be used as it is: nothing comes here until {@link #reopen}. */
  void broke(RuntimeException cause) {
    @Nullable Queue<Offer> unanswered;
    synchronized (lock) {
      if (broken) {
        return;
      }
      broken = true;
      unanswered = held;
      held = null;
    }
    log.error("spool_broken: nothing is taken until it opens again error={}", cause.toString());
    if (unanswered != null) {
      unanswered.forEach(offer -> offer.refused(unwritable()));
    }
  }

  /** Opens a broken file anew, if all that was offered is answered; for the drain's thread. */
  void reopen() {
    synchronized (lock) {
      if (closed || unwritten > 0) {
        return;
      }
    }
    file.abandon();
    SpoolFile opened = SpoolFile.open(path);
    synchronized (lock) {
      file = opened;
      events = opened.size();
      bytes = opened.bytes();
      refused = opened.refused();
      on = events > 0;
      broken = false;
    }
    log.info("spool_reopened events={} bytes={}", events, bytes);
  }

  private static Problem unwritable() {
    return unavailable("Kafka is away and the spool cannot be written");
  }

  private static Problem unavailable(String detail) {
    return Problem.unavailable("kafka-unavailable", detail, Duration.ofSeconds(1));
  }

  /** Answers what was offered, and leaves what waits for the next start. */
  @Override
  public void close() {
    synchronized (lock) {
      letWait();
      closed = true;
    }
    LockSupport.unpark(writer);
    drain.end();
    LockSupport.unpark(drainer);
    try {
      writer.join(CLOSE_MILLIS);
      drainer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
  }
}
