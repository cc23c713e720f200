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
 * <p>A holder that is alone has everything. While others are active it may have its part of what
 * they share, or four times what the others have on average if that is more; so many equal senders
 * never wait, however busy they are together. Past that its requests wait for a turn in order, with
 * their bodies unread, which slows a sender of many requests at once by TCP's own means and costs
 * the others nothing. What waits too long, or behind too many, is refused.
 */
public final class Turns {

  /** How often {@link #tick} is to be called. */
  public static final Duration TICK = Duration.ofMillis(100);

  /** What a body without a declared length counts as. */
  static final long UNDECLARED = 64 * 1024;

  private static final int TIMES_THE_OTHERS = 4;
  private static final int LEAST_REQUESTS = 2;

  private final FairnessSettings settings;
  private final Map<String, Share> shares = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private volatile int active = 1;

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
    if (others < 1 || own < LEAST_REQUESTS) {
      return true;
    }
    long most =
        Math.max(
            settings.requests() / active,
            (long) TIMES_THE_OTHERS * (requests.get() - own) / others);
    if (own >= most) {
      return false;
    }
    long ownBytes = share.bytes();
    return ownBytes
        < Math.max(
            settings.bytes().toBytes() / active,
            TIMES_THE_OTHERS * (bytes.get() - ownBytes) / others);
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

  /** Finds out who is active and refuses what waits too long. One thread, now and then. */
  public void tick() {
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
