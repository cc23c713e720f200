package io.millrace.ingest.source;

import io.millrace.ingest.http.JsonText;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.event.Timestamps;
import java.util.List;
import java.util.TreeMap;

/** A source as its owner sees it again: without its secrets. */
final class SourceJson {

  private SourceJson() {}

  static StringBuilder of(Source source, SourceSettings settings) {
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
    json.append("},\"secrets\":").append(source.getSecretsCount());
    json.append(",\"paused\":").append(source.getPaused());
    String created = Timestamps.toInstant(source.getCreatedAt()).toString();
    return JsonText.field(json.append(','), "createdAt", created).append('}');
  }

  static StringBuilder list(List<Source> sources, SourceSettings settings) {
    StringBuilder json = new StringBuilder("{\"sources\":[");
    String separator = "";
    for (Source source : sources) {
      json.append(separator).append(of(source, settings));
      separator = ",";
    }
    return json.append("]}");
  }
}
