package io.millrace.worker.intake;

import io.millrace.worker.answer.Task;
import io.millrace.worker.lease.Lane;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Requests in the order in which they are begun. A lane is as much as {@link #AGEING} ahead of the
 * next, so a request passes younger ones of a higher lane in time, and the order never changes by
 * waiting. Within a lane a tenant's requests take turns with those of other tenants: each counts as
 * admitted {@link #TURN} later for every one of its tenant that waits before it, so that a tenant
 * pays for what it has waiting and not for what was served.
 */
final class Lanes {

  static final Duration AGEING = Duration.ofSeconds(15);

  /** About what one answer takes of all slots together. */
  static final Duration TURN = Duration.ofMillis(300);

  /** However much a tenant has waiting, its requests keep half of what their lane is ahead. */
  static final Duration LONGEST_TURN = AGEING.dividedBy(2);

  private record Queue(String tenant, Lane lane) {}

  private static final class Waiting {
    int requests;
    long lastOrder = Long.MIN_VALUE;
  }

  private final TreeSet<Held> ready =
      new TreeSet<>(
          Comparator.comparingLong(Held::order)
              .thenComparing(held -> held.task().record().topic())
              .thenComparingInt(held -> held.task().record().partition())
              .thenComparingLong(Held::offset));
  private final Map<Queue, Waiting> queues = new HashMap<>();

  /** Gives a task its place in the order. */
  Held order(Task task, long now) {
    long order = Math.min(task.admittedMs(), now) + task.lane().ordinal() * AGEING.toMillis();
    Waiting before = queues.get(queue(task));
    Held first = new Held(task, order);
    if (before == null || !takesTurns(first)) {
      return first;
    }
    long turn = order + before.requests * TURN.toMillis();
    return new Held(
        task, Math.min(Math.max(turn, before.lastOrder), order + LONGEST_TURN.toMillis()));
  }

  void add(Held held) {
    if (ready.add(held) && takesTurns(held)) {
      Waiting waiting = queues.computeIfAbsent(queue(held.task()), any -> new Waiting());
      waiting.requests++;
      waiting.lastOrder = Math.max(waiting.lastOrder, held.order());
    }
  }

  private void left(Held held) {
    if (takesTurns(held)) {
      queues.computeIfPresent(
          queue(held.task()), (any, waiting) -> --waiting.requests == 0 ? null : waiting);
    }
  }

  /** Another attempt has paid for its turn, and so has what was begun before. */
  private static boolean takesTurns(Held held) {
    return held.task().attempts() == 0 && !held.alone();
  }

  private static Queue queue(Task task) {
    return new Queue(task.request().getTenant(), task.lane());
  }

  /** Takes the first that may be begun; null if there is none, or if there is no room for it. */
  @Nullable Held poll(Predicate<Task> open, Predicate<Held> fits) {
    for (Iterator<Held> all = ready.iterator(); all.hasNext(); ) {
      Held held = all.next();
      if (open.test(held.task())) {
        if (!fits.test(held)) {
          return null;
        }
        all.remove();
        left(held);
        return held;
      }
    }
    return null;
  }

  boolean isEmpty() {
    return ready.isEmpty();
  }

  /** Takes all that are so. */
  List<Held> remove(Predicate<Held> which) {
    List<Held> removed = ready.stream().filter(which).toList();
    for (Held held : removed) {
      ready.remove(held);
      left(held);
    }
    return removed;
  }
}
