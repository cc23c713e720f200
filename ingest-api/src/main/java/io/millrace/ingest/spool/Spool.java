package io.millrace.ingest.spool;

import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Problem;
import io.millrace.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events while Kafka is away and gives them to it in order once it is back. While anything
 * waits here, new events come here too, so that the order of a key holds; the last one out switches
 * back. One thread adds what has come meanwhile and syncs it once for all, another drains. A disk
 * that cannot be written ends it until the next start: events go to Kafka or are refused.
 */
public final class Spool implements AutoCloseable {

  private record Offer(byte[] record, Consumer<@Nullable Problem> done) {}

  /**
   * Changes of configuration are refused rather than promised: nobody would see them for a while.
   */
  private static final Set<EventKind> NEVER =
      EnumSet.of(EventKind.API_KEY, EventKind.SOURCE, EventKind.PLAN, EventKind.WEBHOOK_REJECTIONS);

  private static final Logger log = LoggerFactory.getLogger(Spool.class);
  private static final int GROUP = 1_000;
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long CLOSE_MILLIS = 5_000;

  private final SpoolFile file;
  private final long limit;
  private final Thread writer;
  private final Thread drainer;
  private final Object lock = new Object();
  private final Queue<Offer> offers = new ConcurrentLinkedQueue<>();
  private final AtomicLong drained = new AtomicLong();
  private volatile BooleanSupplier kafkaReady = () -> false;
  private volatile boolean on;
  private volatile boolean closed;
  private volatile boolean broken;
  private volatile long events;
  private volatile long bytes;
  private long failedAt = System.nanoTime() - STEADY_NANOS;

  /**
   * Opens the spool; {@link #start} begins.
   *
   * @param producer settings of the producer that drains, without serializers
   * @param consumer settings of the consumer that looks for what a crash left in doubt
   * @throws IllegalStateException if the file cannot be used
   */
  public Spool(SpoolSettings settings, Map<String, Object> producer, Map<String, Object> consumer) {
    this.file = SpoolFile.open(settings.file());
    this.limit = settings.limit().toBytes();
    this.events = file.size();
    this.bytes = file.bytes();
    this.on = events > 0;
    this.writer = new Thread(this::write, "spool-writer");
    this.drainer = new Thread(new Drain(this, file, producer, consumer), "spool-drain");
    writer.setDaemon(true);
    drainer.setDaemon(true);
  }

  /** Begins to take and to drain. */
  public void start(BooleanSupplier kafkaReady) {
    this.kafkaReady = kafkaReady;
    if (events > 0) {
      log.info("spool_found events={} bytes={}", events, bytes);
    }
    writer.start();
    drainer.start();
  }

  /**
   * Takes an event if it must wait here. Never blocks.
   *
   * @param done told once, on the writer's thread or this one: null when the event is on disk
   * @return false if the event is for Kafka
   */
  public boolean offer(Event event, Consumer<@Nullable Problem> done) {
    if (broken || (!on && kafkaReady()) || NEVER.contains(event.kind())) {
      return false;
    }
    if (event.bytes() > TopicSpec.MAX_MESSAGE_BYTES) {
      done.accept(Problem.tooLarge(TopicSpec.MAX_MESSAGE_BYTES));
      return true;
    }
    byte[] record = RecordCodec.encode(event.record());
    synchronized (lock) {
      if (!on && kafkaReady()) {
        return false;
      }
      switchOn();
      if (closed || bytes + record.length > limit) {
        done.accept(unavailable("Kafka is away and the spool is full"));
        return true;
      }
      count(1, record.length);
      offers.add(new Offer(record, done));
    }
    LockSupport.unpark(writer);
    return true;
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
      if (on && events == 0 && kafkaReady() && System.nanoTime() - failedAt > STEADY_NANOS) {
        on = false;
        log.info("spooling_ended drained={}", drained.get());
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

  boolean kafkaReady() {
    return kafkaReady.getAsBoolean();
  }

  /** Whether there is nothing to drain any more. */
  boolean closed() {
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

  private void count(long moreEvents, long moreBytes) {
    events += moreEvents;
    bytes += moreBytes;
  }

  private void write() {
    List<Offer> group = new ArrayList<>();
    while (true) {
      for (Offer offer = offers.poll(); offer != null; offer = offers.poll()) {
        group.add(offer);
        if (group.size() == GROUP) {
          break;
        }
      }
      if (!group.isEmpty()) {
        store(group);
        group.clear();
      } else if (closed) {
        return;
      } else {
        LockSupport.parkNanos(this, IDLE_NANOS);
      }
    }
  }

  private void store(List<Offer> group) {
    @Nullable Problem problem = null;
    try {
      group.forEach(offer -> file.add(offer.record()));
      file.sync();
    } catch (RuntimeException e) {
      broken = true;
      log.error(
          "spool_broken: no more is taken; what waits is drained after the next start error={}",
          e.toString());
      problem = unavailable("Kafka is away and the spool cannot be written");
      synchronized (lock) {
        group.forEach(offer -> count(-1, -offer.record().length));
      }
    }
    for (Offer offer : group) {
      offer.done().accept(problem);
    }
  }

  private static Problem unavailable(String detail) {
    return Problem.unavailable("kafka-unavailable", detail, Duration.ofSeconds(1));
  }

  /** Answers what was offered, and leaves what waits for the next start. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    LockSupport.unpark(writer);
    drainer.interrupt();
    try {
      writer.join(CLOSE_MILLIS);
      drainer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
  }
}
