package io.millrace.ingest.admission;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.micrometer.core.instrument.Timer;
import io.millrace.ingest.dedupe.Window;
import io.millrace.ingest.redis.Redis;
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
 * request costs a fraction of a call, and the fewer the busier it is. Never waits; what Redis does
 * not answer is decided without it.
 */
final class Lane {

  private static final Logger log = LoggerFactory.getLogger(Lane.class);

  /** Of one call: about a millisecond of Redis's time. */
  private static final int MOST_EVENTS = 500;

  private static final int MOST_NOTES = 1_000;

  /** That wait; a check past it is decided without Redis. */
  private static final int MOST_WAITING = 20_000;

  /** A full bundle goes out by itself, fewer go with the next check or flush. */
  private static final int BUNDLE = 100;

  /** Decides a check without Redis. */
  interface Alone {
    void decide(Check check);
  }

  private final Redis redis;
  private final Script script;
  private final Window window;
  private final ScriptCall.Teller teller;
  private final Alone alone;
  private final Timer calls;
  private final Queue<Check> checks = Queues.<Check>unboundedMultiproducer().get();
  private final Queue<Note> notes = Queues.<Note>unboundedMultiproducer().get();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger noted = new AtomicInteger();
  private final AtomicInteger work = new AtomicInteger();
  private volatile boolean calling;

  Lane(
      Redis redis,
      Script script,
      Window window,
      ScriptCall.Teller teller,
      Alone alone,
      Timer calls) {
    this.redis = redis;
    this.script = script;
    this.window = window;
    this.teller = teller;
    this.alone = alone;
    this.calls = calls;
  }

  void add(Check check) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
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
      while (more && !calling) {
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
    window.count(call.claims());
    long begun = System.nanoTime();
    script.run(
        commands,
        call.keys(),
        call.args(window),
        (reply, fault) -> answered(call, begun, reply, fault));
    return true;
  }

  private ScriptCall next() {
    ScriptCall call = new ScriptCall();
    Note note;
    while (call.notes() < MOST_NOTES && (note = notes.poll()) != null) {
      noted.decrementAndGet();
      call.add(note);
    }
    Check check;
    while (call.events() < MOST_EVENTS && (check = checks.poll()) != null) {
      waiting.decrementAndGet();
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
    calling = false;
    drain();
    if (reply == null) {
      call.checks().forEach(this::alone);
    } else {
      call.read(reply, this::tell);
    }
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
