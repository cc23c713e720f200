package io.millrace.ingest.admission;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.micrometer.core.instrument.Timer;
import io.millrace.ingest.dedupe.DedupeSettings;
import io.millrace.ingest.redis.Redis;
import io.millrace.ingest.redis.RedisScript;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.util.concurrent.Queues;

/**
 * Asks Redis one call at a time: what comes while a call is under way goes into the next, so that a
 * request costs a fraction of a call, and the fewer the busier it is: where calls carry several
 * events they follow each other a millisecond apart, as a call costs Redis and this app as much CPU
 * as a dozen events. Never waits; what Redis does not answer is decided without it.
 */
final class Lane {

  private static final Logger log = LoggerFactory.getLogger(Lane.class);

  /** Of one call: about a millisecond of Redis's time. */
  private static final int MOST_EVENTS = 500;

  private static final int MOST_NOTES = 1_000;

  /** From one call to the next, where the first had several events. */
  private static final long PACE_NANOS = 1_000_000;

  private static final int SEVERAL = 4;

  /** So many do not wait for the pace. */
  private static final int ENOUGH = 64;

  /** Events that wait; a check past it is decided without Redis. */
  private static final int MOST_WAITING = 20_000;

  /** A full bundle goes out by itself, fewer go with the next check or flush. */
  private static final int BUNDLE = 100;

  /** Decides a check without Redis. */
  interface Alone {
    void decide(Check check);
  }

  private final Redis redis;
  private final RedisScript script;
  private final DedupeSettings ids;
  private final char tag;
  private final int mostIds;
  private final ScriptCall.Teller teller;
  private final Alone alone;
  private final Timer calls;
  private final Queue<Check> checks = Queues.<Check>unboundedMultiproducer().get();
  private final Queue<Note> notes = Queues.<Note>unboundedMultiproducer().get();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger noted = new AtomicInteger();
  private final AtomicInteger work = new AtomicInteger();
  private volatile boolean calling;
  private volatile boolean resting;

  Lane(
      Redis redis,
      RedisScript script,
      DedupeSettings ids,
      char tag,
      int lanes,
      ScriptCall.Teller teller,
      Alone alone,
      Timer calls) {
    this.redis = redis;
    this.script = script;
    this.ids = ids;
    this.tag = tag;
    this.mostIds = Math.max(1, ids.maxIds() / 2 / lanes);
    this.teller = teller;
    this.alone = alone;
    this.calls = calls;
  }

  void add(Check check) {
    if (waiting.addAndGet(check.count()) > MOST_WAITING) {
      waiting.addAndGet(-check.count());
      alone.decide(check);
      return;
    }
    checks.offer(check);
    drain();
  }

  void add(Note note) {
    int now = noted.incrementAndGet();
    if (now > MOST_WAITING || redis.commands() == null) {
      noted.decrementAndGet();
      return;
    }
    notes.offer(note);
    if (now >= BUNDLE) {
      drain();
    }
  }

  /** Sends what waits. */
  void flush() {
    if (noted.get() > 0 || waiting.get() > 0) {
      drain();
    }
  }

  /** One thread at a time; one that finds another here leaves its work to it. */
  private void drain() {
    if (work.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      boolean more = true;
      while (more && !calling && (!resting || waiting.get() >= ENOUGH)) {
        more = begin();
      }
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  /** Begins the next call; false if there is nothing to do. */
  private boolean begin() {
    RedisClusterAsyncCommands<byte[], byte[]> commands = redis.commands();
    ScriptCall call = next();
    if (call.isEmpty()) {
      return false;
    }
    if (commands == null) {
      call.checks().forEach(this::alone);
      return true;
    }
    calling = true;
    long begun = System.nanoTime();
    script.run(
        commands,
        call.keys(),
        call.args(ids.window(), mostIds),
        (reply, fault) -> answered(call, begun, reply, fault));
    return true;
  }

  private ScriptCall next() {
    ScriptCall call = new ScriptCall(tag);
    Note note;
    while (call.notes() < MOST_NOTES && (note = notes.poll()) != null) {
      noted.decrementAndGet();
      call.add(note);
    }
    Check check;
    while (call.events() < MOST_EVENTS && (check = checks.poll()) != null) {
      waiting.addAndGet(-check.count());
      call.add(check);
    }
    return call;
  }

  private void answered(
      ScriptCall call, long begun, @Nullable List<Object> reply, @Nullable Throwable fault) {
    calls.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    if (reply == null) {
      log.debug("redis_not_asked", fault);
      redis.suspend();
    }
    rest(call, begun);
    calling = false;
    drain();
    if (reply == null) {
      call.checks().forEach(this::alone);
    } else {
      call.read(reply, this::tell);
    }
  }

  private void rest(ScriptCall call, long begun) {
    long nanos = begun + PACE_NANOS - System.nanoTime();
    if (call.events() >= SEVERAL && nanos > 0 && !resting) {
      resting = true;
      redis.later(this::rested, nanos);
    }
  }

  private void rested() {
    resting = false;
    drain();
  }

  private void tell(Check check, Verdict verdict) {
    try {
      teller.tell(check, verdict);
    } catch (RuntimeException e) {
      log.error("verdict_failed error={}", e.toString(), e);
    }
  }

  private void alone(Check check) {
    try {
      alone.decide(check);
    } catch (RuntimeException e) {
      log.error("verdict_failed error={}", e.toString(), e);
    }
  }
}
