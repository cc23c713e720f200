package io.millrace.ingest.fairness;

import io.millrace.ingest.http.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Shares out the app among sources and tenants, the holders, by max-min fairness on requests under
 * way: from before a body is read until its event is acknowledged.
 *
 * <p>A holder that is alone has everything, and so has everyone while the machine has time to
 * spare. Once it has none, a holder may have its part of what the active ones share, or four times
 * what the others have on average if that is more; so many equal senders never wait, however busy
 * they are together. Past that its requests wait for a turn in order, with their bodies unread,
 * which slows a sender of many requests at once by TCP's own means and costs the others nothing.
 * What waits too long, or behind too many, is refused. What is shared grows by a tenth at each tick
 * without pressure and falls back at once under it.
 */
public final class Turns {

  /** How often {@link #tick} is to be called. */
  public static final Duration TICK = Duration.ofMillis(100);

  /** What a body without a declared length counts as. */
  static final long UNDECLARED = 64 * 1024;

  private static final int TIMES_THE_OTHERS = 4;
  private static final int LEAST_REQUESTS = 2;
  private static final double GROWTH = 1.1;
  private static final double ENOUGH_FOR_ALL = 1_000;

  private final FairnessSettings settings;
  private final Map<String, Share> shares = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private volatile int active = 1;
  private volatile double room = ENOUGH_FOR_ALL;

  public Turns(FairnessSettings settings) {
    this.settings = settings;
  }

  /** For a request that has just come. Its caller ends it, whatever becomes of the request. */
  public Turn turn() {
    return new Turn(this);
  }

  /** Requests that wait for their turn. */
  public int waiting() {
    return shares.values().stream().mapToInt(Share::waiting).sum();
  }

  Share share(String holder) {
    Share share = shares.get(holder);
    return share == null ? shares.computeIfAbsent(holder, h -> new Share()) : share;
  }

  boolean mayEnter(Share share) {
    int others = active - 1;
    int own = share.requests();
    double shared = room;
    if (others < 1 || own < LEAST_REQUESTS || shared >= ENOUGH_FOR_ALL) {
      return true;
    }
    long ownBytes = share.bytes();
    return own < most(settings.requests() * shared, requests.get() - own, others)
        && ownBytes < most(settings.bytes().toBytes() * shared, bytes.get() - ownBytes, others);
  }

  private static double most(double shared, long ofOthers, int others) {
    return Math.max(shared / (others + 1), (double) TIMES_THE_OTHERS * ofOthers / others);
  }

  void entered(Share share, long size) {
    share.entered(size);
    requests.incrementAndGet();
    bytes.addAndGet(size);
  }

  void left(Share share, long size) {
    bytes.addAndGet(-size);
    requests.decrementAndGet();
    share.left(size);
  }

  /** Gives turns to those that wait, as far as may be. */
  void admit(Share share) {
    if (share.hasWaiting()) {
      share.oneAtATime(() -> admitWaiting(share));
    }
  }

  private void admitWaiting(Share share) {
    while (share.hasWaiting() && mayEnter(share)) {
      @Nullable Turn next = share.next();
      if (next != null) {
        next.admit();
      }
    }
  }

  /**
   * Finds out who is active and refuses what waits too long. One thread, now and then.
   *
   * @param pressed whether the machine has no time to spare
   */
  public void tick(boolean pressed) {
    room = pressed ? 1 : Math.min(ENOUGH_FOR_ALL, room * GROWTH);
    long oldest = System.nanoTime() - settings.patience().toNanos();
    int count = 0;
    for (Share share : shares.values()) {
      count += share.activeAtTick() ? 1 : 0;
      for (Turn turn = share.first();
          turn != null && (turn.isOver() || turn.waitsSinceBefore(oldest));
          turn = share.first()) {
        if (share.remove(turn)) {
          turn.refuse();
        }
      }
    }
    active = Math.max(1, count);
    shares.values().removeIf(Share::forgotten);
    shares.values().forEach(this::admit);
  }

  static Problem overloaded() {
    return Problem.unavailable(
        "overloaded",
        "this sender has far more requests under way than the others",
        Duration.ofSeconds(1));
  }
}
