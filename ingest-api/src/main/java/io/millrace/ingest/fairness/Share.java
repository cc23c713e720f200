package io.millrace.ingest.fairness;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What one holder has under way, and what of it waits. Safe for use by many threads. */
final class Share {

  private static final int MOST_WAITING = 1_000;
  private static final int ACTIVE_TICKS = 10;
  private static final int FORGOTTEN_TICKS = 600;

  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Queue<Turn> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger admitting = new AtomicInteger();
  private volatile boolean seen = true;
  private int idleTicks;

  void entered(long size) {
    requests.incrementAndGet();
    bytes.addAndGet(size);
    if (!seen) {
      seen = true;
    }
  }

  void left(long size) {
    bytes.addAndGet(-size);
    requests.decrementAndGet();
  }

  int requests() {
    return requests.get();
  }

  long bytes() {
    return bytes.get();
  }

  boolean hasWaiting() {
    return waiting.get() > 0;
  }

  int waiting() {
    return waiting.get();
  }

  /** Whether there was room to wait. */
  boolean enqueue(Turn turn) {
    seen = true;
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    queue.add(turn);
    return true;
  }

  @Nullable Turn next() {
    Turn turn = queue.poll();
    if (turn != null) {
      waiting.decrementAndGet();
    }
    return turn;
  }

  @Nullable Turn first() {
    return queue.peek();
  }

  /** Takes out one that has waited too long or is over; whether it was still there. */
  boolean remove(Turn turn) {
    boolean removed = queue.remove(turn);
    if (removed) {
      waiting.decrementAndGet();
    }
    return removed;
  }

  /**
   * Runs a loop that gives turns, one thread at a time: who comes meanwhile makes it run once more.
   * A turn that ends at once comes back here, so calls must not nest.
   */
  void oneAtATime(Runnable loop) {
    if (admitting.getAndIncrement() == 0) {
      int calls = 1;
      do {
        loop.run();
        calls = admitting.addAndGet(-calls);
      } while (calls != 0);
    }
  }

  /** Called every tick by one thread: whether it sent anything of late. */
  boolean activeAtTick() {
    idleTicks = seen ? 0 : idleTicks + 1;
    seen = false;
    return idleTicks < ACTIVE_TICKS || requests.get() > 0;
  }

  boolean forgotten() {
    return idleTicks > FORGOTTEN_TICKS && requests.get() == 0 && waiting.get() == 0;
  }
}
