package io.millrace.ingest.plan;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.intake.Seen;
import io.millrace.ingest.json.Fields;
import io.millrace.ingest.keys.KeySettings;
import io.millrace.ingest.ratelimit.Plans;
import io.millrace.schemas.config.v1.Plan;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Changes of plans. Each is answered once this instance applies it. */
final class PlanChanges {

  private static final int MOST_TENANTS = 10_000;

  private final Plans plans;
  private final KeySettings settings;

  PlanChanges(Plans plans, KeySettings settings) {
    this.plans = plans;
    this.settings = settings;
  }

  Prepared put(Fields body, Call call) {
    String name = own(call);
    Map<String, String> limits = body.texts("limits", 20, 32);
    String wrong = Plans.wrong(limits);
    if (wrong != null) {
      body.wrong("limits", wrong);
    }
    List<String> tenants = body.ids("tenants", MOST_TENANTS);
    Instant now = call.envelope().now();
    Instant expiresAt = body.has("expiresAt") ? body.time("expiresAt", now) : null;
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      body.wrong("expiresAt", "expected a time to come");
    }
    for (Plan other : plans.all()) {
      if (plans.expired(other)) {
        continue;
      }
      for (String tenant : other.getTenantsList()) {
        if (!other.getPlan().equals(name) && tenants.contains(tenant)) {
          throw new Problem(
                  409, "tenant-has-plan", tenant + " has the plan " + other.getPlan() + " already")
              .refusal();
        }
      }
    }
    Plan.Builder changed =
        Plan.newBuilder().setPlan(name).putAllLimits(limits).addAllTenants(tenants);
    if (expiresAt != null) {
      changed.setExpiresAt(Timestamps.of(expiresAt));
    }
    Plan plan = changed.build();
    return answered(
        event(call, name, plan),
        Answer.json(200, append(new StringBuilder(), plan)),
        () -> plan.equals(plans.find(name)));
  }

  Prepared delete(Call call) {
    String name = own(call);
    if (plans.find(name) == null) {
      throw new Problem(404, "unknown-plan", "there is no such plan").refusal();
    }
    return answered(event(call, name, null), Answer.noContent(), () -> plans.find(name) == null);
  }

  StringBuilder list(String tenant) {
    settings.requireAdmin(tenant);
    StringBuilder json = new StringBuilder("{\"plans\":[");
    String separator = "";
    for (Plan plan : plans.all()) {
      append(json.append(separator), plan);
      separator = ",";
    }
    return json.append("]}");
  }

  private String own(Call call) {
    settings.requireAdmin(call.principal().tenant());
    return call.pathId("plan");
  }

  private static StringBuilder append(StringBuilder json, Plan plan) {
    JsonText.field(json.append('{'), "plan", plan.getPlan()).append(",\"limits\":{");
    String separator = "";
    for (Map.Entry<String, String> limit : new TreeMap<>(plan.getLimitsMap()).entrySet()) {
      JsonText.quote(json.append(separator), limit.getKey()).append(':');
      JsonText.quote(json, limit.getValue());
      separator = ",";
    }
    json.append("},\"tenants\":[");
    separator = "";
    for (String tenant : plan.getTenantsList()) {
      JsonText.quote(json.append(separator), tenant);
      separator = ",";
    }
    json.append(']');
    if (plan.hasExpiresAt()) {
      JsonText.field(
          json.append(','), "expiresAt", Timestamps.toInstant(plan.getExpiresAt()).toString());
    }
    return json.append('}');
  }

  private static Prepared answered(Event event, ServerResponse answer, BooleanSupplier applied) {
    return new Prepared(event, (e, taken) -> Seen.soon(applied).then(Mono.just(answer)));
  }

  private static Event event(Call call, String name, @Nullable Plan plan) {
    Envelope envelope = call.envelope();
    return envelope.event(
        EventKind.PLAN,
        Topics.CONFIG_PLANS,
        Keys.of(name),
        envelope.source("plans", name),
        call.changeId(),
        plan);
  }
}
