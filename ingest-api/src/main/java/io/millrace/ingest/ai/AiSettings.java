package io.millrace.ingest.ai;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where an AI request goes on.
 *
 * @param readApiUrl where projection-store is reached from outside, without a slash at the end
 */
@ConfigurationProperties("ingest.ai")
public record AiSettings(String readApiUrl) {

  public AiSettings {
    if (readApiUrl.isBlank() || readApiUrl.endsWith("/")) {
      throw new IllegalArgumentException(
          "read-api-url: " + readApiUrl + " (expected: a URL without a slash at the end)");
    }
  }

  /** Where the answer to a request can be read as it comes. */
  public String streamUrl(String requestId) {
    String id = URLEncoder.encode(requestId, StandardCharsets.UTF_8).replace("+", "%20");
    return readApiUrl + "/api/ai/requests/" + id + "/stream";
  }
}
