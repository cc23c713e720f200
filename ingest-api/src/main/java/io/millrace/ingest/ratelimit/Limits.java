package io.millrace.ingest.ratelimit;

import io.millrace.ingest.auth.ApiKeys;
import io.millrace.ingest.auth.Principal;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.ClientAddress;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.event.Keys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The limits a request is held to. Any thread. */
public final class Limits {

  private final Plans plans;
  private final ApiKeys keys;
  private final ClientAddress addresses;

  Limits(Plans plans, ApiKeys keys, ClientAddress addresses) {
    this.plans = plans;
    this.keys = keys;
    this.addresses = addresses;
  }

  /**
   * The limits of a caller with a credential.
   *
   * @param userId the end user it acts for, null for none
   */
  public List<Limit> of(
      ServerRequest request, Principal caller, @Nullable String userId, EventKind kind) {
    String tenant = caller.tenant();
    Rates rates = plans.of(tenant, plan(caller));
    List<Limit> limits = new ArrayList<>(3);
    if (userId != null) {
      add(limits, rates, kindOf(kind), tenant, userId);
    }
    add(limits, rates, LimitKind.KEY, tenant, caller.keyId());
    add(limits, rates, LimitKind.ADDRESS, tenant, addresses.of(request));
    return limits;
  }

  /** What a caller with a credential may ask of the model. */
  public AiTerms ai(Principal caller) {
    return plans.ai(caller.tenant(), plan(caller));
  }

  private String plan(Principal caller) {
    ApiKey key = keys.byId(caller.keyId());
    return key == null ? "" : key.getPlan();
  }

  /** The limits of a webhook source. */
  public List<Limit> of(ServerRequest request, String tenant, String sourceKey) {
    Rates rates = plans.of(tenant);
    List<Limit> limits = new ArrayList<>(2);
    add(limits, rates, LimitKind.SOURCE, tenant, sourceKey);
    add(limits, rates, LimitKind.ADDRESS, tenant, addresses.of(request));
    return limits;
  }

  /** The limits of a request that nobody vouches for; they are counted on this instance only. */
  public List<Limit> ofUnknown(ServerRequest request) {
    List<Limit> limits = new ArrayList<>(1);
    add(limits, plans.of(""), LimitKind.ADDRESS, "", addresses.of(request));
    return limits;
  }

  private static LimitKind kindOf(EventKind kind) {
    return switch (kind) {
      case CHAT_MESSAGE -> LimitKind.CHAT;
      case AI_REQUEST -> LimitKind.AI;
      default -> LimitKind.API;
    };
  }

  private static void add(
      List<Limit> limits, Rates rates, LimitKind kind, String tenant, String who) {
    Rates.Named named = rates.of(kind);
    if (named != null) {
      limits.add(new Limit(named.prefix() + Keys.of(tenant, who), named.rate()));
    }
  }
}
