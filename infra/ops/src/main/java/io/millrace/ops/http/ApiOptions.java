package io.millrace.ops.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URLEncoder;
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
    return ingest().get(path);
  }

  JsonElement post(String path, @Nullable JsonObject body) {
    return ingest().post(path, body);
  }

  void delete(String path) {
    ingest().delete(path);
  }

  /** An id as it stands in a path. */
  public static String escape(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private AppApi ingest() {
    return new AppApi("ingest-api", "--url or MILLRACE_URL", url(), key, PATIENCE);
  }
}
