package io.millrace.ingest.queue;

import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.http.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queue as one instance knows it, for when Redis is away: what waited when Redis last answered,
 * less what is likely to have been begun since, and places it gave itself, each for as long as its
 * request is likely to wait. As others do the same, it takes its part of the room only. Any thread.
 */
final class InstanceQueue {

  private static final int LANES = AiLane.values().length;

  private record Held(Entrant entrant, long until, boolean stored) {}

  /**
   * What was decided.
   *
   * @param place null where there is none
   * @param refusal why; null where there is a place
   */
  record Decision(@Nullable Place place, @Nullable Problem refusal) {}

  private final QueueSettings settings;
  private final Room room;
  private final List<Held> held = new ArrayList<>();
  private int[] seen = new int[LANES];
  private long seenAt;
  private int instances = 1;

  InstanceQueue(QueueSettings settings, Room room) {
    this.settings = settings;
    this.room = room;
  }

  /** Notes how many wait in each lane, as Redis says. */
  synchronized void seen(long now, int[] waiting) {
    seen = waiting.clone();
    seenAt = now;
  }

  /** Notes between how many instances the room is divided. */
  synchronized void dividedBy(long alive) {
    instances = (int) Math.max(1, alive);
  }

  /**
   * Gives a place or not.
   *
   * @param perLeave milliseconds in which one more request leaves the queue
   */
  synchronized Decision enter(Entrant entrant, long now, long perLeave) {
    held.removeIf(each -> each.until() <= now);
    int[] waiting = left(now, perLeave);
    int own = 0;
    for (Held each : held) {
      waiting[each.entrant().lane().ordinal()] += instances;
      own += each.entrant().tenant().equals(entrant.tenant()) ? 1 : 0;
    }
    int depth = Arrays.stream(waiting).sum();
    if (held.stream().anyMatch(each -> each.entrant().request().equals(entrant.request()))) {
      return new Decision(new Place(true, depth, -1), null);
    }
    int lane = entrant.lane().ordinal();
    int before = Arrays.stream(waiting, 0, lane + 1).sum();
    waiting[lane] += instances - 1;
    int excess = room.excess(entrant.lane(), waiting);
    if (excess > 0) {
      return new Decision(null, Refusals.full(excess * perLeave));
    }
    if (own >= Math.max(1, settings.mostOfTenant() / instances)) {
      return new Decision(null, Refusals.tenantFull(perLeave * depth / own));
    }
    long begins = now + before * perLeave;
    if (entrant.deadline() != null && begins > entrant.deadline().toEpochMilli()) {
      return new Decision(null, Refusals.tooLate(begins - entrant.deadline().toEpochMilli()));
    }
    held.add(new Held(entrant, now + (depth + 1) * perLeave, false));
    return new Decision(new Place(false, depth + 1, -1), null);
  }

  /** What of those that were seen is likely to wait still: high is begun first. */
  private int[] left(long now, long perLeave) {
    int[] left = seen.clone();
    long gone = (now - seenAt) / perLeave;
    for (int lane = 0; lane < LANES; lane++) {
      int begun = (int) Math.min(left[lane], Math.max(0, gone));
      left[lane] -= begun;
      gone -= begun;
    }
    return left;
  }

  /** Notes that a request is stored; true if this instance gave it its place. */
  synchronized boolean stored(String request) {
    for (int i = 0; i < held.size(); i++) {
      Held each = held.get(i);
      if (each.entrant().request().equals(request)) {
        held.set(i, new Held(each.entrant(), each.until(), true));
        return true;
      }
    }
    return false;
  }

  /** Forgets a request: it is not stored, or Redis knows of it. */
  synchronized void forget(String request) {
    held.removeIf(each -> each.entrant().request().equals(request));
  }

  /** The stored requests that this instance gave their places. */
  synchronized List<Entrant> allStored() {
    return held.stream().filter(Held::stored).map(Held::entrant).toList();
  }
}
