package io.millrace.ingest.source;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the owner of a source is told, and what senders may have signed.
 *
 * @param publicUrl where this app is reached from outside, without a slash at the end
 */
@ConfigurationProperties("ingest.source")
public record SourceSettings(String publicUrl) {

  public SourceSettings {
    if (publicUrl.isBlank() || publicUrl.endsWith("/")) {
      throw new IllegalArgumentException(
          "public-url: " + publicUrl + " (expected: a URL without a slash at the end)");
    }
  }

  String webhookUrl(String sourceKey) {
    return publicUrl + "/api/webhook/" + sourceKey;
  }
}
