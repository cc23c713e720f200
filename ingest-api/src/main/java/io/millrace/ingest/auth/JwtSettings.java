package io.millrace.ingest.auth;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whose tokens are accepted beside API keys. With neither URI set: nobody's.
 *
 * @param issuerUri who must have issued a token, and where its keys are found by discovery; empty:
 *     the issuer is not checked
 * @param jwksUri where the keys are; empty: as the issuer's metadata says
 * @param audience whom a token must be for; empty: not checked
 */
@ConfigurationProperties("ingest.jwt")
record JwtSettings(String issuerUri, String jwksUri, String audience) {

  JwtSettings {
    requireHttp("issuer-uri", issuerUri);
    requireHttp("jwks-uri", jwksUri);
    if (!audience.isEmpty() && issuerUri.isEmpty() && jwksUri.isEmpty()) {
      throw new IllegalArgumentException(
          "audience: " + audience + " (expected: with issuer-uri or jwks-uri only)");
    }
  }

  boolean enabled() {
    return !issuerUri.isEmpty() || !jwksUri.isEmpty();
  }

  private static void requireHttp(String name, String uri) {
    if (!uri.isEmpty() && !isHttp(uri)) {
      throw new IllegalArgumentException(name + ": " + uri + " (expected: an http or https URL)");
    }
  }

  static boolean isHttp(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getHost() != null
          && ("https".equalsIgnoreCase(uri.getScheme())
              || "http".equalsIgnoreCase(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
