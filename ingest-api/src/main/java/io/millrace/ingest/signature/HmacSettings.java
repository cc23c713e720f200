package io.millrace.ingest.signature;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a source signs with an HMAC.
 *
 * @param header carries the signature
 * @param algorithm {@code sha1}, {@code sha256} or {@code sha512}
 * @param encoding {@code hex} or {@code base64}
 * @param prefix stands before the signature in the header, as in {@code sha256=}
 * @param template what is signed: text with {@code {body}} and, if a time is signed, {@code
 *     {timestamp}}
 * @param timestampHeader carries the time in Unix seconds; empty unless the template has one
 */
record HmacSettings(
    String header,
    String algorithm,
    String encoding,
    String prefix,
    String template,
    String timestampHeader) {

  static final String BODY = "{body}";
  static final String TIMESTAMP = "{timestamp}";

  static final Set<String> KEYS =
      Set.of("header", "algorithm", "encoding", "prefix", "template", "timestampHeader");
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha1", "HmacSHA1", "sha256", "HmacSHA256", "sha512", "HmacSHA512");
  static final Pattern HEADER = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  static final HmacSettings GITHUB =
      new HmacSettings("X-Hub-Signature-256", "sha256", "hex", "sha256=", BODY, "");

  static final HmacSettings SHOPIFY =
      new HmacSettings("X-Shopify-Hmac-Sha256", "sha256", "base64", "", BODY, "");

  static final HmacSettings SLACK =
      new HmacSettings(
          "X-Slack-Signature",
          "sha256",
          "hex",
          "v0=",
          "v0:" + TIMESTAMP + ":" + BODY,
          "X-Slack-Request-Timestamp");

  HmacSettings {
    require(HEADER.matcher(header).matches(), "header", header, "a header name");
    require(ALGORITHMS.containsKey(algorithm), "algorithm", algorithm, "sha1, sha256 or sha512");
    require(
        encoding.equals("hex") || encoding.equals("base64"), "encoding", encoding, "hex or base64");
    require(template.contains(BODY), "template", template, "text with " + BODY);
    boolean timed = template.contains(TIMESTAMP);
    require(
        timed ? HEADER.matcher(timestampHeader).matches() : timestampHeader.isEmpty(),
        "timestampHeader",
        timestampHeader,
        timed ? "the header of " + TIMESTAMP : "none, as the template has no " + TIMESTAMP);
  }

  static HmacSettings of(Map<String, String> settings) {
    return new HmacSettings(
        settings.getOrDefault("header", "X-Signature"),
        settings.getOrDefault("algorithm", "sha256").toLowerCase(Locale.ROOT),
        settings.getOrDefault("encoding", "hex").toLowerCase(Locale.ROOT),
        settings.getOrDefault("prefix", ""),
        settings.getOrDefault("template", BODY),
        settings.getOrDefault("timestampHeader", ""));
  }

  boolean timed() {
    return !timestampHeader.isEmpty();
  }

  String macAlgorithm() {
    return ALGORITHMS.getOrDefault(algorithm, "HmacSHA256");
  }

  private static void require(boolean fits, String key, String value, String expected) {
    if (!fits) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
    }
  }
}
