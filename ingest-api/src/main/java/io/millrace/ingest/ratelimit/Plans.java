package io.millrace.ingest.ratelimit;

import io.millrace.schemas.config.v1.Plan;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans in force. A key's own plan goes before its tenant's, a tenant's before the settings.
 * One thread applies changes, any may look.
 */
public final class Plans {

  private static final Logger log = LoggerFactory.getLogger(Plans.class);

  /** All that a look-up needs, replaced as a whole. */
  private record State(
      Map<String, Plan> plans, Map<String, Rates> byPlan, Map<String, Rates> byTenant) {}

  private final Rates defaults;
  private volatile State state = new State(Map.of(), Map.of(), Map.of());

  Plans(LimitSettings settings) {
    this.defaults = settings.rates();
  }

  /** Whether these limits could be a plan's; what is wrong with them if not. */
  public static @Nullable String wrong(Map<String, String> limits) {
    try {
      Rates.parse(limits);
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
    Map<String, Rates> byPlan = new HashMap<>();
    Map<String, Rates> byTenant = new HashMap<>();
    for (Map.Entry<String, Plan> entry : plans.entrySet()) {
      try {
        Rates rates = Rates.parse(entry.getValue().getLimitsMap()).or(defaults);
        byPlan.put(entry.getKey(), rates);
        entry.getValue().getTenantsList().forEach(tenant -> byTenant.putIfAbsent(tenant, rates));
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

  Rates of(String tenant) {
    State now = state;
    return now.byTenant().isEmpty() ? defaults : now.byTenant().getOrDefault(tenant, defaults);
  }

  Rates of(String tenant, String plan) {
    Rates own = plan.isEmpty() ? null : state.byPlan().get(plan);
    return own == null ? of(tenant) : own;
  }
}
