package io.millrace.devstack.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A sender as the documentation asks for: it repeats a request until it is acknowledged, and
 * remembers the newest position of every partition.
 */
final class MillraceClient {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STREAM = Duration.ofSeconds(90);
  private static final Set<Integer> TRY_AGAIN = Set.of(207, 429, 503, 504);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String ingestUrl;
  private final String projectionUrl;
  private final String key;
  private final Map<String, Long> newest = new ConcurrentHashMap<>();

  MillraceClient(String ingestUrl, String projectionUrl, String key) {
    this.ingestUrl = ingestUrl;
    this.projectionUrl = projectionUrl;
    this.key = key;
  }

  MillraceClient withKey(String otherKey) {
    return new MillraceClient(ingestUrl, projectionUrl, otherKey);
  }

  JsonNode post(String path, Object body) {
    return post(path, "application/json", JSON.writeValueAsBytes(body), Map.of());
  }

  JsonNode post(String path, String contentType, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder request =
        request(ingestUrl + path, contentType).POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return remember(untilAcknowledged(request.build()));
  }

  JsonNode put(String path, Object body) {
    return remember(
        untilAcknowledged(
            request(ingestUrl + path, "application/json")
                .PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build()));
  }

  /** Has projection-store do something that no position comes of. */
  JsonNode operate(String path) {
    return untilAcknowledged(
        request(projectionUrl + path, "application/json").POST(BodyPublishers.noBody()).build());
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return get(path, request(projectionUrl + path, "application/json"));
  }

  /** Reads what one user may see. */
  JsonNode getAs(String user, String path) throws IOException, InterruptedException {
    return get(path, request(projectionUrl + path, "application/json").header("X-User-Id", user));
  }

  /** Sends on behalf of a user. */
  JsonNode postAs(String user, String path, Object body) {
    return post(path, "application/json", JSON.writeValueAsBytes(body), Map.of("X-User-Id", user));
  }

  /** Reads events until the server ends them. */
  String stream(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request(projectionUrl + path, "application/json")
                .timeout(STREAM)
                .header("Accept", "text/event-stream")
                .header("Prefer", "wait=60")
                .build(),
            BodyHandlers.ofString(UTF_8));
    assertThat(response.statusCode()).as("GET %s: %s", path, response.body()).isEqualTo(200);
    return response.body();
  }

  /** Sends what is answered with something else than one JSON value. */
  String postForText(String path, Object body) {
    return sent(request(ingestUrl + path, "application/json")
            .timeout(STREAM)
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build())
        .body();
  }

  /** Reads once the projection covers a position. */
  JsonNode getAfter(String path, String position) throws IOException, InterruptedException {
    return get(
        path,
        request(projectionUrl + path, "application/json")
            .header("X-Read-After", position)
            .header("Prefer", "wait=10"));
  }

  private JsonNode get(String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request.GET().build(), BodyHandlers.ofString(UTF_8));
    assertThat(response.statusCode()).as("GET %s: %s", path, response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  /** The newest acknowledged offset of every partition written to, by {@code topic-partition}. */
  Map<String, Long> newestPositions() {
    return new TreeMap<>(newest);
  }

  private HttpRequest.Builder request(String url, String contentType) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", contentType);
  }

  private JsonNode untilAcknowledged(HttpRequest request) {
    return JSON.readTree(sent(request).body());
  }

  private HttpResponse<String> sent(HttpRequest request) {
    HttpResponse<String> acknowledged =
        await("acknowledgement of " + request.uri())
            .atMost(PATIENCE)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(200))
            .ignoreExceptionsMatching(IOException.class::isInstance)
            .until(
                () -> http.send(request, BodyHandlers.ofString(UTF_8)),
                response -> !TRY_AGAIN.contains(response.statusCode()));
    assertThat(acknowledged.statusCode())
        .as("%s: %s", request.uri(), acknowledged.body())
        .isBetween(200, 202);
    return acknowledged;
  }

  private JsonNode remember(JsonNode answer) {
    if (answer.has("results")) {
      answer.get("results").forEach(this::remember);
    } else if (answer.has("position")) {
      String position = answer.get("position").asString();
      int at = position.lastIndexOf('@');
      newest.merge(
          position.substring(0, at), Long.parseLong(position.substring(at + 1)), Math::max);
    }
    return answer;
  }
}
