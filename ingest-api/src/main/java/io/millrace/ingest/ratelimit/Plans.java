package io.millrace.ingest.ratelimit;

import io.millrace.schemas.config.v1.Plan;
import io.millrace.schemas.event.Timestamps;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans in force. One that has expired holds for nobody, also while its record is there. A
 * key's own plan goes before its tenant's, a tenant's before the settings. One thread applies
 * changes, any may look.
 */
public final class Plans {

  private static final Logger log = LoggerFactory.getLogger(Plans.class);

  /** All that a look-up needs, replaced as a whole. */
  private record State(
      Map<String, Plan> plans, Map<String, Held> byPlan, Map<String, Held> byTenant) {}

  /** What a plan says, and until when it holds in epoch milliseconds. */
  private record Held(Rates rates, AiTerms ai, long until) {

    Held later(Held other) {
      return other.until > until ? other : this;
    }
  }

  private final Held defaults;
  private final Clock clock;
  private volatile State state = new State(Map.of(), Map.of(), Map.of());

  Plans(LimitSettings settings, AiLimitSettings ai, Clock clock) {
    this.defaults = new Held(settings.rates(), ai.terms(), Long.MAX_VALUE);
    this.clock = clock;
  }

  /** Whether these limits could be a plan's; what is wrong with them if not. */
  public static @Nullable String wrong(Map<String, String> limits) {
    try {
      Rates.parse(limits);
      AiTerms.parse(limits);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** Takes a record of the plans' topic; null deletes. */
  void apply(String name, @Nullable Plan plan) {
    Map<String, Plan> plans = new TreeMap<>(state.plans());
    if (plan == null) {
      plans.remove(name);
    } else {
      plans.put(name, plan);
    }
    Map<String, Held> byPlan = new HashMap<>();
    Map<String, Held> byTenant = new HashMap<>();
    for (Map.Entry<String, Plan> entry : plans.entrySet()) {
      try {
        Plan each = entry.getValue();
        Rates rates = Rates.parse(each.getLimitsMap()).or(defaults.rates());
        AiTerms ai = AiTerms.parse(each.getLimitsMap()).or(defaults.ai());
        Held held = new Held(rates, ai, until(each));
        byPlan.put(entry.getKey(), held);
        each.getTenantsList().forEach(tenant -> byTenant.merge(tenant, held, Held::later));
      } catch (IllegalArgumentException e) {
        log.warn("plan_skipped plan={} error={}", entry.getKey(), e.getMessage());
      }
    }
    state = new State(plans, byPlan, byTenant);
  }

  public @Nullable Plan find(String name) {
    return state.plans().get(name);
  }

  /** By name. */
  public Collection<Plan> all() {
    return List.copyOf(state.plans().values());
  }

  /** Whether a plan holds for nobody any more. */
  public boolean expired(Plan plan) {
    return until(plan) <= clock.millis();
  }

  Rates of(String tenant) {
    return held(tenant).rates();
  }

  Rates of(String tenant, String plan) {
    return held(tenant, plan).rates();
  }

  AiTerms ai(String tenant, String plan) {
    return held(tenant, plan).ai();
  }

  private Held held(String tenant) {
    State now = state;
    Held held = now.byTenant().isEmpty() ? null : now.byTenant().get(tenant);
    return held != null && holds(held) ? held : defaults;
  }

  private Held held(String tenant, String plan) {
    Held own = plan.isEmpty() ? null : state.byPlan().get(plan);
    return own != null && holds(own) ? own : held(tenant);
  }

  private boolean holds(Held held) {
    return held.until() == Long.MAX_VALUE || clock.millis() < held.until();
  }

  private static long until(Plan plan) {
    return plan.hasExpiresAt()
        ? Timestamps.toInstant(plan.getExpiresAt()).toEpochMilli()
        : Long.MAX_VALUE;
  }
}
