package io.millrace.ops.status;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks the apps how they are, all at once and with little patience. */
final class AppProbe {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String key;

  AppProbe(String key) {
    this.key = key;
  }

  /**
   * How an app is.
   *
   * @param detail why it is not ready; empty if it is
   */
  record App(String name, String url, boolean ready, String detail) {}

  CompletableFuture<App> app(String name, String url) {
    return get(url + "/ready")
        .thenApply(
            answer ->
                answer.statusCode() == 200
                    ? new App(name, url, true, "")
                    : new App(name, url, false, reason(answer)))
        .exceptionally(error -> new App(name, url, false, "does not answer"));
  }

  /** What projection-store says of its projections; empty where it cannot be asked. */
  CompletableFuture<JsonArray> projections(String url) {
    return get(url + "/api/projections")
        .thenApply(answer -> answer.statusCode() == 200 ? rows(answer.body()) : new JsonArray())
        .exceptionally(error -> new JsonArray());
  }

  /** What projection-store says of AI requests; empty where it does not. */
  CompletableFuture<JsonObject> aiQueue(String url) {
    return get(url + "/api/health")
        .thenApply(
            answer ->
                JsonParser.parseString(answer.body()).getAsJsonObject().get("aiQueue")
                        instanceof JsonObject queue
                    ? queue
                    : new JsonObject())
        .exceptionally(error -> new JsonObject());
  }

  private CompletableFuture<HttpResponse<String>> get(String url) {
    return http.sendAsync(
        HttpRequest.newBuilder(URI.create(url))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + key)
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonArray rows(String body) {
    JsonElement answer = JsonParser.parseString(body);
    if (answer.isJsonArray()) {
      return answer.getAsJsonArray();
    }
    JsonElement projections = answer.getAsJsonObject().get("projections");
    return projections == null ? new JsonArray() : projections.getAsJsonArray();
  }

  /** The {@code reason} details of a readiness answer, whatever they are nested in. */
  private static String reason(HttpResponse<String> answer) {
    try {
      StringBuilder reasons = new StringBuilder();
      collect(JsonParser.parseString(answer.body()), reasons);
      if (!reasons.isEmpty()) {
        return reasons.toString();
      }
    } catch (JsonParseException e) {
      return "answered " + answer.statusCode();
    }
    return "answered " + answer.statusCode();
  }

  private static void collect(JsonElement element, StringBuilder reasons) {
    if (!element.isJsonObject()) {
      return;
    }
    JsonObject object = element.getAsJsonObject();
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      if (member.getKey().equals("reason") && member.getValue().isJsonPrimitive()) {
        reasons.append(reasons.isEmpty() ? "" : "; ").append(member.getValue().getAsString());
      } else {
        collect(member.getValue(), reasons);
      }
    }
  }
}
