package io.millrace.ingest.ai;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where an AI request goes on.
 *
 * @param readApiUrl where projection-store is reached from outside, without a slash at the end
 */
@ConfigurationProperties("ingest.ai")
record AiSettings(String readApiUrl) {

  AiSettings {
    if (readApiUrl.isBlank() || readApiUrl.endsWith("/")) {
      throw new IllegalArgumentException(
          "read-api-url: " + readApiUrl + " (expected: a URL without a slash at the end)");
    }
  }
}
