package io.millrace.ingest.keys;

import com.google.protobuf.ByteString;
import io.millrace.ingest.auth.ApiKeys;
import io.millrace.ingest.auth.Principal;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.event.Ids;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.intake.Seen;
import io.millrace.ingest.json.Choice;
import io.millrace.ingest.json.Fields;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Creates and revokes API keys. Only the hash of a key is stored; the key is shown once. */
final class KeyChanges {

  private static final Choice<String> SCOPES =
      Choice.of(Scope.WRITE.label(), Scope.WRITE.label())
          .or(Scope.READ.label(), Scope.READ.label())
          .or(Scope.OPS.label(), Scope.OPS.label());

  private final ApiKeys keys;
  private final KeySettings settings;

  KeyChanges(ApiKeys keys, KeySettings settings) {
    this.keys = keys;
    this.settings = settings;
  }

  Prepared create(Fields body, Call call) {
    String tenant = body.id("tenant");
    List<String> scopes = body.words("scopes", SCOPES);
    String plan = body.optionalId("plan");
    if (body.errors().isEmpty() && !settings.mayManage(call.principal().tenant(), tenant)) {
      throw new Problem(403, "tenant-mismatch", "this key may make keys of its own tenant only")
          .refusal();
    }
    if (!plan.isEmpty()) {
      settings.requireAdmin(call.principal().tenant());
    }
    String keyId = "key_" + Ids.token(12);
    String secret = "mrk_" + Ids.token(32);
    byte[] hash = Ids.sha256(secret.getBytes(StandardCharsets.UTF_8));
    ApiKey key =
        ApiKey.newBuilder()
            .setKeyId(keyId)
            .setTenant(tenant)
            .addAllScopes(scopes.stream().distinct().toList())
            .setSha256(ByteString.copyFrom(hash))
            .setPlan(plan)
            .setCreatedAt(Timestamps.of(call.envelope().now()))
            .build();
    StringBuilder json = JsonText.field(new StringBuilder("{"), "keyId", keyId).append(',');
    JsonText.field(json, "key", secret).append('}');
    return answered(
        event(call, keyId, key), Answer.json(201, json), () -> keys.byId(keyId) != null);
  }

  Prepared revoke(Call call) {
    String keyId = call.pathId("keyId");
    ApiKey key = keys.byId(keyId);
    if (key == null || !settings.mayManage(call.principal().tenant(), key.getTenant())) {
      throw new Problem(404, "unknown-key", "there is no such key").refusal();
    }
    return answered(event(call, keyId, null), Answer.noContent(), () -> keys.byId(keyId) == null);
  }

  /** The keys the caller may manage, without anything that would let one use them. */
  StringBuilder list(Principal caller) {
    List<ApiKey> visible =
        keys.all().stream()
            .filter(key -> settings.mayManage(caller.tenant(), key.getTenant()))
            .sorted(Comparator.comparing(ApiKey::getTenant).thenComparing(ApiKey::getKeyId))
            .toList();
    StringBuilder json = new StringBuilder("{\"keys\":[");
    String separator = "";
    for (ApiKey key : visible) {
      append(json.append(separator), key);
      separator = ",";
    }
    return json.append("]}");
  }

  private static void append(StringBuilder json, ApiKey key) {
    JsonText.field(json.append('{'), "keyId", key.getKeyId());
    JsonText.field(json.append(','), "tenant", key.getTenant());
    json.append(",\"scopes\":[");
    String separator = "";
    for (String scope : key.getScopesList()) {
      JsonText.quote(json.append(separator), scope);
      separator = ",";
    }
    json.append(']');
    if (!key.getPlan().isEmpty()) {
      JsonText.field(json.append(','), "plan", key.getPlan());
    }
    String created = Timestamps.toInstant(key.getCreatedAt()).toString();
    JsonText.field(json.append(','), "createdAt", created).append('}');
  }

  private static Prepared answered(Event event, ServerResponse answer, BooleanSupplier applied) {
    return new Prepared(event, (e, position) -> Seen.soon(applied).then(Mono.just(answer)));
  }

  private static Event event(Call call, String keyId, @Nullable ApiKey key) {
    Envelope envelope = call.envelope();
    return envelope.event(
        EventKind.API_KEY,
        Topics.CONFIG_KEYS,
        Keys.of(keyId),
        envelope.source("keys", keyId),
        call.changeId(),
        key);
  }
}
