package io.millrace.ingest.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.ingest.dedupe.Claim;
import io.millrace.ingest.dedupe.DedupeSettings;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.metrics.IngestMetric;
import io.millrace.ingest.ratelimit.Allowance;
import io.millrace.ingest.ratelimit.InstanceLimits;
import io.millrace.ingest.ratelimit.Limit;
import io.millrace.ingest.ratelimit.Refused;
import io.millrace.ingest.redis.Redis;
import io.millrace.ingest.redis.RedisScript;
import io.millrace.schemas.event.Position;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds events to their limits and tells which came before: for all instances together through
 * Redis, for this one alone while Redis does not answer. Never waits; any thread.
 */
public final class Admission {

  private final Redis redis;
  private final boolean idsKept;
  private final InstanceLimits instance;
  private final Refused refused;
  private final Counter fallbacks;
  private final Lane[] lanes;

  Admission(
      Redis redis,
      RedisScript script,
      DedupeSettings ids,
      InstanceLimits instance,
      Refused refused,
      MeterRegistry registry) {
    this.redis = redis;
    this.idsKept = ids.maxIds() > 0;
    this.instance = instance;
    this.refused = refused;
    this.fallbacks =
        Counter.builder(IngestMetric.LIMIT_FALLBACKS.id())
            .description(IngestMetric.LIMIT_FALLBACKS.meaning())
            .register(registry);
    Timer calls =
        Timer.builder(IngestMetric.LIMIT_CALLS.id())
            .description(IngestMetric.LIMIT_CALLS.meaning())
            .register(registry);
    this.lanes = new Lane[redis.cluster() ? RedisKeys.tags() : 1];
    for (int i = 0; i < lanes.length; i++) {
      char tag = RedisKeys.tagOf(i);
      lanes[i] = new Lane(redis, script, ids, tag, lanes.length, this::tell, this::alone, calls);
    }
  }

  /**
   * Why a request is refused without looking at it: one of its limits is known to let nothing
   * through yet. Null if it may go on.
   */
  public @Nullable Problem refused(List<Limit> limits) {
    return refused.find(limits);
  }

  /** Counts a request that nobody vouches for, on this instance. */
  public void countUnknown(List<Limit> limits) {
    refused.note(instance.take(limits, 1));
  }

  /** Counts a request that will not be stored, without waiting for the verdict. */
  public void count(String tenant, List<Limit> limits) {
    if (!limits.isEmpty()) {
      check(tenant, limits, new Claim[1], verdict -> {});
    }
  }

  /**
   * Asks for a verdict on events, and claims the ids of those that may go.
   *
   * @param claims one for each event, null for one without an id
   * @param then told once, on this thread or on Redis's
   */
  public void check(
      String tenant, List<Limit> limits, @Nullable Claim[] claims, Consumer<Verdict> then) {
    @Nullable Claim[] asked = idsKept ? claims : new Claim[claims.length];
    if (limits.isEmpty() && Arrays.stream(asked).allMatch(Objects::isNull)) {
      then.accept(new Verdict(Allowance.unlimited(asked.length, false), null));
      return;
    }
    char tag = RedisKeys.tag(tenant);
    Check check = new Check(tag, limits, asked, then);
    if (redis.commands() == null) {
      alone(check);
    } else {
      lane(tag).add(check);
    }
  }

  /** Notes where a claimed event is stored. */
  public void stored(String tenant, Claim claim, Position position) {
    note(tenant, claim, claim.stored(position), true);
  }

  /** Gives up the claim of an event that could not be stored. */
  public void released(String tenant, Claim claim) {
    note(tenant, claim, claim.claimed(), false);
  }

  private void note(String tenant, Claim claim, byte[] value, boolean stored) {
    if (idsKept) {
      lane(RedisKeys.tag(tenant)).add(new Note(claim.id(), value, stored));
    }
  }

  /** Sends notes that wait. For a background thread, again and again. */
  void flush() {
    for (Lane lane : lanes) {
      lane.flush();
    }
  }

  private Lane lane(char tag) {
    return lanes.length == 1 ? lanes[0] : lanes[RedisKeys.lane(tag)];
  }

  private void alone(Check check) {
    fallbacks.increment();
    tell(check, new Verdict(instance.take(check.limits(), check.count()), null));
  }

  private void tell(Check check, Verdict verdict) {
    Allowance allowance = verdict.allowance();
    refused.note(allowance);
    check.then().accept(verdict);
  }
}
