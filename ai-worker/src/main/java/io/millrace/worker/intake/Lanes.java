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
 * admitted {@link #TURN} after the one before it.
 */
final class Lanes {

  static final Duration AGEING = Duration.ofSeconds(15);

  /** About what one answer takes of all slots together. */
  static final Duration TURN = Duration.ofMillis(300);

  private static final int MANY_TENANTS = 1_000;

  private record Turn(String tenant, Lane lane) {}

  private final TreeSet<Held> ready =
      new TreeSet<>(
          Comparator.comparingLong(Held::order)
              .thenComparing(held -> held.task().record().topic())
              .thenComparingInt(held -> held.task().record().partition())
              .thenComparingLong(Held::offset));
  private final Map<Turn, Long> lastTurns = new HashMap<>();

  /** Gives a task its place in the order. */
  Held order(Task task, long now) {
    long order = Math.min(task.admittedMs(), now) + task.lane().ordinal() * AGEING.toMillis();
    if (task.attempts() > 0) {
      return new Held(task, order);
    }
    Turn turn = new Turn(task.request().getTenant(), task.lane());
    Long last = lastTurns.get(turn);
    if (last != null) {
      order = Math.max(order, last + TURN.toMillis());
    }
    lastTurns.put(turn, order);
    if (lastTurns.size() > MANY_TENANTS) {
      lastTurns.values().removeIf(old -> old + TURN.toMillis() < now);
    }
    return new Held(task, order);
  }

  void add(Held held) {
    ready.add(held);
  }

  /** Takes the first that may be begun; null if there is none. */
  @Nullable Held poll(Predicate<Task> open) {
    for (Iterator<Held> all = ready.iterator(); all.hasNext(); ) {
      Held held = all.next();
      if (open.test(held.task())) {
        all.remove();
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
    removed.forEach(ready::remove);
    return removed;
  }
}
