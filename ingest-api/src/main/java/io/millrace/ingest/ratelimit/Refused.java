package io.millrace.ingest.ratelimit;

import io.millrace.ingest.http.Problem;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits that let nothing through until a known time, so that what comes before it is refused
 * without reading it or asking anybody. Nothing that others do makes that time earlier, and a plan
 * that changes a rate makes it another limit. Bounded; any thread.
 */
public final class Refused {

  private static final int MOST = 100_000;

  private record Until(long micros, Allowance allowance) {}

  private final LongSupplier micros;
  private final Map<String, Until> full = new ConcurrentHashMap<>();

  /**
   * Empty at first.
   *
   * @param micros a clock that never goes back
   */
  public Refused(LongSupplier micros) {
    this.micros = micros;
  }

  /** Keeps a limit that has no room in mind. */
  public void note(Allowance allowance) {
    Limit limit = allowance.limit();
    if (limit != null && allowance.waitMicros() > 0 && full.size() < MOST) {
      full.put(limit.key(), new Until(micros.getAsLong() + allowance.waitMicros(), allowance));
    }
  }

  /** The refusal of a request that cannot get through its limits now, null if it may. */
  public @Nullable Problem find(List<Limit> limits) {
    if (full.isEmpty()) {
      return null;
    }
    for (Limit limit : limits) {
      Until until = full.get(limit.key());
      if (until != null) {
        long wait = until.micros() - micros.getAsLong();
        if (wait > 0) {
          return still(until.allowance(), wait).problem();
        }
        full.remove(limit.key(), until);
      }
    }
    return null;
  }

  private static Allowance still(Allowance then, long wait) {
    long passed = then.waitMicros() - wait;
    return new Allowance(
        0, then.limit(), 0, Math.max(wait, then.resetMicros() - passed), wait, then.alone());
  }

  /** Forgets what is over. For a background thread, now and then. */
  public void sweep() {
    long now = micros.getAsLong();
    full.values().removeIf(until -> until.micros() <= now);
  }
}
