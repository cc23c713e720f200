package io.millrace.ops.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.millrace.ops.cli.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API of one app. A refusal is a {@link Failure}.
 *
 * @param app its name
 * @param where which option or variable says where it is
 * @param patience how long an answer may take
 */
public record AppApi(String app, String where, String url, String key, Duration patience) {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  public JsonElement get(String path) {
    return send("GET", path, null);
  }

  public JsonElement post(String path, @Nullable JsonObject body) {
    return send("POST", path, body);
  }

  public JsonElement delete(String path) {
    return send("DELETE", path, null);
  }

  private JsonElement send(String method, String path, @Nullable JsonObject body) {
    HttpResponse<String> response;
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url + path))
              .timeout(patience)
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
              .connectTimeout(CONNECT)
              .build()
              .send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new Failure(
          app + " does not answer at " + url + " (is it up? " + where + " say where)");
    } catch (IllegalArgumentException e) {
      throw new Failure(url + ": not a URL (" + where + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
    JsonElement answer = parse(response.body());
    if (response.statusCode() >= 300) {
      throw new Failure(app + " answered " + response.statusCode() + reason(answer));
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
