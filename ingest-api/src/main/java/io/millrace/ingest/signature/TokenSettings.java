package io.millrace.ingest.signature;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where a source sends its token.
 *
 * @param header carries it
 * @param prefix stands before it in the header, as in {@code Bearer }
 */
record TokenSettings(String header, String prefix) {

  static final Set<String> KEYS = Set.of("header", "prefix");

  TokenSettings {
    if (!HmacSettings.HEADER.matcher(header).matches()) {
      throw new IllegalArgumentException("header: " + header + " (expected: a header name)");
    }
    String lower = header.toLowerCase(Locale.ROOT);
    if (KeptHeaders.ALWAYS.contains(lower) || lower.equals("content-type")) {
      throw new IllegalArgumentException(
          "header: " + header + " (expected: one that is not kept with the delivery)");
    }
  }

  static TokenSettings of(Map<String, String> settings) {
    return new TokenSettings(
        settings.getOrDefault("header", "X-Webhook-Token"), settings.getOrDefault("prefix", ""));
  }
}
