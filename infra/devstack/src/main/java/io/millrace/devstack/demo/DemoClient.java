package io.millrace.devstack.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Sends JSON to ingest-api as the demo tenant. */
final class DemoClient {

  /** Where the server gave no answer at all. */
  static final int NO_ANSWER = 0;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final JsonMapper json = JsonMapper.builder().build();
  private final URI base;
  private final String key;

  DemoClient(URI base, String key) {
    this.base = base;
    this.key = key;
  }

  byte[] toJson(Object body) {
    return json.writeValueAsBytes(body);
  }

  /** Answers the status, or {@link #NO_ANSWER}. */
  int send(String method, String path, Object body, Map<String, String> headers)
      throws InterruptedException {
    return sendBytes(method, path, toJson(body), withKey(headers));
  }

  /** Answers the status, or {@link #NO_ANSWER}. */
  int sendBytes(String method, String path, byte[] body, Map<String, String> headers)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try {
      return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return NO_ANSWER;
    }
  }

  static String segment(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Map<String, String> withKey(Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Authorization", "Bearer " + key);
    return all;
  }
}
