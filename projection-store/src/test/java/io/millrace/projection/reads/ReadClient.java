package io.millrace.projection.reads;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the app with one key. */
public final class ReadClient {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http;
  private final int port;
  private final String key;

  public ReadClient(HttpClient http, int port, String key) {
    this.http = http;
    this.port = port;
    this.key = key;
  }

  /** An answer. */
  public record Answer(HttpResponse<String> raw) {

    public int status() {
      return raw.statusCode();
    }

    public JsonNode json() {
      return JSON.readTree(raw.body());
    }

    public String header(String name) {
      return raw.headers().firstValue(name).orElse(null);
    }

    /** The code of a problem, once its shape was checked. */
    public String code() {
      if (!"application/problem+json".equals(header("Content-Type"))
          || json().path("status").asInt() != status()) {
        throw new AssertionError("no problem: " + status() + " " + raw.body());
      }
      return json().path("code").asString();
    }

    public String body() {
      return raw.body();
    }
  }

  public HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(Duration.ofSeconds(40));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request;
  }

  public HttpClient http() {
    return http;
  }

  public Answer get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  /** Whether every job has run, the last time without a failure. */
  public boolean allJobsWentWell() {
    JsonNode jobs = get("/api/jobs").json().path("jobs");
    return !jobs.isEmpty()
        && jobs.valueStream().allMatch(job -> job.path("outcome").asString().equals("ok"));
  }

  public Answer post(String path, String body) {
    return send(
        request(path, "Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  public Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
