package io.millrace.ingest.http;

import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which peers speak for a client, and where they name it.
 *
 * @param trustedProxies networks such as {@code 10.0.0.0/8}, or single addresses; empty: no peer is
 *     believed
 * @param header the one header they write, {@code x-forwarded-for} or {@code forwarded}; the other
 *     is never read, as a proxy that does not know it hands on what a client made up
 */
@ConfigurationProperties("ingest.proxy")
record ProxySettings(List<String> trustedProxies, String header) {

  static final String FORWARDED = "forwarded";
  static final String X_FORWARDED_FOR = "x-forwarded-for";

  ProxySettings {
    trustedProxies = List.copyOf(trustedProxies);
    header = header.toLowerCase(Locale.ROOT);
    if (!header.equals(FORWARDED) && !header.equals(X_FORWARDED_FOR)) {
      throw new IllegalArgumentException(
          "header: " + header + " (expected: x-forwarded-for or forwarded)");
    }
  }
}
