package io.millrace.ingest.source;

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
import io.millrace.ingest.signature.Verifiers;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.config.v1.SourceSecret;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Changes of sources. Each is answered once this instance applies it, so that it can be used. */
final class SourceChanges {

  /** Safe in a URL as it is. */
  private static final Pattern SOURCE_KEY = Pattern.compile("[A-Za-z0-9._~-]{1,128}");

  private static final Choice<String> SCHEMES = Choice.ofWords(Verifiers.SCHEMES);

  private static final int SECRET_LENGTH = 1_000;
  private static final long GRACE_SECONDS = 24L * 3600;
  private static final long LONGEST_GRACE_SECONDS = 30L * 24 * 3600;
  private static final int MOST_OLD_SECRETS = 4;

  private final Sources sources;
  private final SourceSecrets secrets;
  private final SourceSettings settings;

  SourceChanges(Sources sources, SourceSecrets secrets, SourceSettings settings) {
    this.sources = sources;
    this.secrets = secrets;
    this.settings = settings;
  }

  Prepared create(Fields body, Call call) {
    String sourceKey = sourceKey(body);
    String scheme = body.oneOf("scheme", SCHEMES, null);
    Map<String, String> config = body.texts("settings", 20, 1_000);
    String secret = secret(body, scheme, config);
    Source source =
        Source.newBuilder()
            .setTenant(call.principal().tenant())
            .setSourceKey(sourceKey)
            .setName(body.text("name", 1_000))
            .setScheme(scheme)
            .putAllSettings(config)
            .setCreatedAt(Timestamps.of(call.envelope().now()))
            .build();
    if (body.errors().isEmpty() && sources.find(sourceKey) != null) {
      throw new Problem(409, "source-exists", "there is a source " + sourceKey + " already")
          .refusal();
    }
    if (secret != null && body.errors().isEmpty()) {
      source = source.toBuilder().addSecrets(seal(source, secret, call)).build();
    }
    return change(call, source, created(sourceKey, secret));
  }

  /**
   * A new secret, given or made; the one that held and those before it hold for the grace, or as
   * long as they would have.
   */
  Prepared rotate(Fields body, Call call) {
    Source source = own(call).config();
    if (source.getSecretsCount() == 0) {
      throw new Problem(409, "source-has-no-secret", "scheme none has no secret to rotate")
          .refusal();
    }
    String secret = secret(body, source.getScheme(), source.getSettingsMap());
    Long grace = body.optionalInteger("graceSeconds", 0, LONGEST_GRACE_SECONDS);
    Instant now = call.envelope().now();
    List<SourceSecret> old = old(source, now, grace == null ? GRACE_SECONDS : grace);
    if (secret == null || !body.errors().isEmpty()) {
      return change(call, source, Answer.noContent());
    }
    Source rotated =
        secrets.resealed(
            source.toBuilder()
                .clearSecrets()
                .addSecrets(seal(source, secret, call))
                .addAllSecrets(old)
                .build());
    return change(call, rotated, created(source.getSourceKey(), secret));
  }

  /** The secrets so far, each with an end, without those that are over. */
  private static List<SourceSecret> old(Source source, Instant now, long graceSeconds) {
    Instant end = now.plusSeconds(graceSeconds);
    List<SourceSecret> old = new ArrayList<>();
    for (SourceSecret secret : source.getSecretsList()) {
      Instant own = SourceSecrets.end(secret);
      Instant earlier = own != null && own.isBefore(end) ? own : end;
      if (earlier.isAfter(now)) {
        old.add(secret.toBuilder().setNotAfter(Timestamps.of(earlier)).build());
      }
    }
    if (old.size() > MOST_OLD_SECRETS) {
      throw new Problem(
              409,
              "too-many-secrets",
              MOST_OLD_SECRETS + " old secrets are in their grace; graceSeconds 0 ends them")
          .refusal();
    }
    return old;
  }

  private SourceSecret seal(Source source, String secret, Call call) {
    if (!secrets.canSeal()) {
      throw Problem.unavailable(
              "secrets-key-missing",
              "this instance has no SECRETS_KEY to seal a secret with",
              Duration.ofMinutes(1))
          .refusal();
    }
    return secrets.seal(source, secret, call.envelope().now());
  }

  /** Also what seals the secrets again after {@code SECRETS_KEY} has changed. */
  Prepared pause(Call call, boolean paused) {
    ConfiguredSource own = own(call);
    Source source = secrets.resealed(own.config().toBuilder().setPaused(paused).build());
    StringBuilder json =
        SourceJson.of(source, own.isOpened(), settings, call.envelope().now(), null);
    return change(call, source, Answer.json(200, json));
  }

  Prepared delete(Call call) {
    String sourceKey = own(call).config().getSourceKey();
    Event event = event(call, sourceKey, null);
    return answered(event, Answer.noContent(), () -> sources.find(sourceKey) == null);
  }

  private Prepared change(Call call, Source source, ServerResponse answer) {
    String sourceKey = source.getSourceKey();
    return answered(
        event(call, sourceKey, source),
        answer,
        () -> {
          ConfiguredSource now = sources.find(sourceKey);
          return now != null && now.config().equals(source);
        });
  }

  private static Prepared answered(Event event, ServerResponse answer, BooleanSupplier applied) {
    return new Prepared(event, (e, position) -> Seen.soon(applied).then(Mono.just(answer)));
  }

  private static Event event(Call call, String sourceKey, @Nullable Source source) {
    Envelope envelope = call.envelope();
    return envelope.event(
        EventKind.SOURCE,
        Topics.CONFIG_SOURCES,
        Keys.of(sourceKey),
        envelope.source("sources", sourceKey),
        call.changeId(),
        source);
  }

  private ConfiguredSource own(Call call) {
    return sources.ofTenant(call.principal().tenant(), call.pathId("sourceKey"));
  }

  private ServerResponse created(String sourceKey, @Nullable String secret) {
    StringBuilder json = JsonText.field(new StringBuilder("{"), "sourceKey", sourceKey);
    JsonText.field(json.append(','), "url", settings.webhookUrl(sourceKey));
    if (secret != null) {
      JsonText.field(json.append(','), "secret", secret);
    }
    return Answer.json(201, json.append('}'));
  }

  private static String sourceKey(Fields body) {
    String key = body.optionalText("sourceKey", Fields.ID_LENGTH);
    if (key.isEmpty()) {
      return "src_" + Ids.token(18);
    }
    if (!SOURCE_KEY.matcher(key).matches()) {
      body.wrong("sourceKey", "expected 1 to 128 letters, digits or any of . _ ~ -");
    }
    return key;
  }

  private static @Nullable String secret(Fields body, String scheme, Map<String, String> config) {
    String given = body.has("secret") ? body.text("secret", SECRET_LENGTH) : null;
    try {
      Verifiers.check(scheme, config, given);
    } catch (IllegalArgumentException e) {
      String message = e.getMessage() == null ? "do not fit the scheme" : e.getMessage();
      body.wrong(message.startsWith("secret:") ? "secret" : "settings", message);
    }
    return given != null || scheme.equals(Verifiers.NONE) ? given : Verifiers.newSecret(scheme);
  }
}
