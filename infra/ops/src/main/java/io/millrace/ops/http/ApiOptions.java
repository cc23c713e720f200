package io.millrace.ops.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.millrace.ops.cli.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The HTTP API of ingest-api, and the key to it. A refusal is a {@link Failure}. */
public final class ApiOptions {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:MILLRACE_URL:-http://localhost:8080}",
      description = "Where ingest-api is; MILLRACE_URL, else http://localhost:8080.")
  private String url = "";

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      defaultValue = "${env:MILLRACE_KEY:-demo-key}",
      description = "A key with scope ops; MILLRACE_KEY, else demo-key.")
  private String key = "";

  public String url() {
    return url.replaceAll("/+$", "");
  }

  public String key() {
    return key;
  }

  JsonElement get(String path) {
    return send("GET", path, null);
  }

  JsonElement post(String path, @Nullable JsonObject body) {
    return send("POST", path, body);
  }

  void delete(String path) {
    send("DELETE", path, null);
  }

  static String escape(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonElement send(String method, String path, @Nullable JsonObject body) {
    HttpResponse<String> response;
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url() + path))
              .timeout(PATIENCE)
              .header("Authorization", "Bearer " + key)
              .header("Accept", "application/json")
              .method(
                  method,
                  body == null
                      ? BodyPublishers.noBody()
                      : BodyPublishers.ofString(body.toString()));
      if (body != null) {
        request.header("Content-Type", "application/json");
      }
      response =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new Failure(
          "ingest-api does not answer at "
              + url()
              + " (is it up? --url or MILLRACE_URL say where)");
    } catch (IllegalArgumentException e) {
      throw new Failure(url() + ": not a URL (--url or MILLRACE_URL)");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
    JsonElement answer = parse(response.body());
    if (response.statusCode() >= 300) {
      throw new Failure("ingest-api answered " + response.statusCode() + reason(answer));
    }
    return answer;
  }

  private static JsonElement parse(String body) {
    try {
      return body.isBlank() ? JsonNull.INSTANCE : JsonParser.parseString(body);
    } catch (JsonParseException e) {
      return JsonNull.INSTANCE;
    }
  }

  /** What a problem document says. */
  private static String reason(JsonElement problem) {
    if (!problem.isJsonObject()) {
      return "";
    }
    JsonObject fields = problem.getAsJsonObject();
    StringBuilder reason = new StringBuilder();
    for (String name : new String[] {"code", "detail"}) {
      if (fields.has(name) && fields.get(name).isJsonPrimitive()) {
        reason.append(reason.isEmpty() ? ": " : ", ").append(fields.get(name).getAsString());
      }
    }
    return reason.toString();
  }
}
