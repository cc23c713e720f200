package io.millrace.ingest.queue;

import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.http.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queue as one instance knows it, for when Redis is away: places it gave itself, each for as
 * long as its request is likely to wait. Any thread.
 */
final class InstanceQueue {

  private record Held(String request, String tenant, AiLane lane, long until) {}

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

  InstanceQueue(QueueSettings settings, Room room) {
    this.settings = settings;
    this.room = room;
  }

  /**
   * Gives a place or not.
   *
   * @param perLeave milliseconds in which one more request leaves the queue
   */
  synchronized Decision enter(Entrant entrant, long now, long perLeave) {
    held.removeIf(each -> each.until() <= now);
    int[] waiting = new int[AiLane.values().length];
    int own = 0;
    int before = 0;
    for (Held each : held) {
      if (each.request().equals(entrant.request())) {
        return new Decision(new Place(true, held.size(), -1), null);
      }
      waiting[each.lane().ordinal()]++;
      own += each.tenant().equals(entrant.tenant()) ? 1 : 0;
      before += each.lane().ordinal() <= entrant.lane().ordinal() ? 1 : 0;
    }
    int excess = room.excess(entrant.lane(), waiting);
    if (excess > 0) {
      return new Decision(null, Refusals.full(excess * perLeave));
    }
    if (own >= settings.mostOfTenant()) {
      return new Decision(null, Refusals.tenantFull(perLeave * held.size() / own));
    }
    long begins = now + before * perLeave;
    if (entrant.deadline() != null && begins > entrant.deadline().toEpochMilli()) {
      return new Decision(null, Refusals.tooLate(begins - entrant.deadline().toEpochMilli()));
    }
    long until = now + (held.size() + 1) * perLeave;
    held.add(new Held(entrant.request(), entrant.tenant(), entrant.lane(), until));
    return new Decision(new Place(false, held.size(), -1), null);
  }

  synchronized void withdraw(String request) {
    held.removeIf(each -> each.request().equals(request));
  }
}
