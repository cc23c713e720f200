package io.millrace.ingest.source;

import io.millrace.ingest.http.JsonText;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.config.v1.SourceSecret;
import io.millrace.schemas.event.Timestamps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A source as its owner sees it again: without its secrets. */
final class SourceJson {

  private SourceJson() {}

  /**
   * One source.
   *
   * @param opened whether its secrets could be opened here
   * @param now decides which secrets hold
   * @param oldSecretUsed when a secret that was rotated out was last used, null if not known
   */
  static StringBuilder of(
      Source source,
      boolean opened,
      SourceSettings settings,
      Instant now,
      @Nullable Instant oldSecretUsed) {
    StringBuilder json = new StringBuilder(256).append('{');
    JsonText.field(json, "sourceKey", source.getSourceKey());
    JsonText.field(json.append(','), "name", source.getName());
    JsonText.field(json.append(','), "scheme", source.getScheme());
    JsonText.field(json.append(','), "url", settings.webhookUrl(source.getSourceKey()));
    json.append(",\"settings\":{");
    String separator = "";
    for (var setting : new TreeMap<>(source.getSettingsMap()).entrySet()) {
      JsonText.quote(json.append(separator), setting.getKey()).append(':');
      JsonText.quote(json, setting.getValue());
      separator = ",";
    }
    secrets(json.append('}'), source, opened, now, oldSecretUsed);
    json.append(",\"paused\":").append(source.getPaused());
    String created = Timestamps.toInstant(source.getCreatedAt()).toString();
    return JsonText.field(json.append(','), "createdAt", created).append('}');
  }

  private static void secrets(
      StringBuilder json,
      Source source,
      boolean opened,
      Instant now,
      @Nullable Instant oldSecretUsed) {
    int holding = 0;
    Instant oldUntil = null;
    for (SourceSecret secret : source.getSecretsList()) {
      Instant end = SourceSecrets.end(secret);
      if (end == null || !end.isBefore(now)) {
        holding++;
        oldUntil = end == null || oldUntil != null && oldUntil.isAfter(end) ? oldUntil : end;
      }
    }
    json.append(",\"secrets\":").append(holding).append(",\"secretsOpened\":").append(opened);
    orNull(json, "oldSecretUntil", oldUntil);
    SourceSecret current =
        source.getSecretsCount() == 0 ? SourceSecret.getDefaultInstance() : source.getSecrets(0);
    Instant since = Timestamps.toInstant(current.getCreatedAt());
    boolean sinceRotated = oldSecretUsed != null && !oldSecretUsed.isBefore(since);
    orNull(json, "oldSecretUsedAt", sinceRotated ? oldSecretUsed : null);
    orNull(json, "sealedBy", current.getSealedBy().isEmpty() ? null : current.getSealedBy());
  }

  private static void orNull(StringBuilder json, String name, @Nullable Object value) {
    if (value == null) {
      json.append(",\"").append(name).append("\":null");
    } else {
      JsonText.field(json.append(','), name, value.toString());
    }
  }

  static StringBuilder list(
      List<ConfiguredSource> sources,
      SourceSettings settings,
      Instant now,
      Map<String, Instant> oldSecretUses) {
    StringBuilder json = new StringBuilder("{\"sources\":[");
    String separator = "";
    for (ConfiguredSource source : sources) {
      Instant used = oldSecretUses.get(source.config().getSourceKey());
      json.append(separator).append(of(source.config(), source.isOpened(), settings, now, used));
      separator = ",";
    }
    return json.append("]}");
  }
}
