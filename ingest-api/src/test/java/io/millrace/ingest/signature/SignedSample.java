package io.millrace.ingest.signature;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/**
 * A genuine delivery and the source it is for, to be changed part by part.
 *
 * @param name for messages
 * @param secret null for none
 * @param publicUrl as the app is configured
 * @param target path and query
 * @param headers those that decide whether it is genuine
 * @param timed whether a time is signed
 */
public record SignedSample(
    String name,
    String scheme,
    Map<String, String> settings,
    String secret,
    String publicUrl,
    String target,
    Map<String, List<String>> headers,
    byte[] body,
    boolean timed) {

  public static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  static SignedSample of(String scheme, String secret, byte[] body, String... headers) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      values.put(headers[i], List.of(headers[i + 1]));
    }
    return new SignedSample(
        scheme,
        scheme,
        Map.of(),
        secret,
        "https://hooks.example.com",
        "/api/webhook/s",
        values,
        body,
        false);
  }

  SignedSample named(String name) {
    return new SignedSample(
        name, scheme, settings, secret, publicUrl, target, headers, body, timed);
  }

  SignedSample settings(Map<String, String> settings) {
    return new SignedSample(
        name, scheme, settings, secret, publicUrl, target, headers, body, timed);
  }

  SignedSample ofTime() {
    return new SignedSample(name, scheme, settings, secret, publicUrl, target, headers, body, true);
  }

  SignedSample secret(String secret) {
    return new SignedSample(
        name, scheme, settings, secret, publicUrl, target, headers, body, timed);
  }

  SignedSample at(String publicUrl, String target) {
    return new SignedSample(
        name, scheme, settings, secret, publicUrl, target, headers, body, timed);
  }

  SignedSample body(byte[] body) {
    return new SignedSample(
        name, scheme, settings, secret, publicUrl, target, headers, body, timed);
  }

  SignedSample header(String header, String... values) {
    Map<String, List<String>> changed = new LinkedHashMap<>(headers);
    changed.put(header, List.of(values));
    return new SignedSample(
        name, scheme, settings, secret, publicUrl, target, changed, body, timed);
  }

  public HttpHeaders httpHeaders() {
    HttpHeaders http = new HttpHeaders();
    headers.forEach((header, values) -> values.forEach(value -> http.add(header, value)));
    return http;
  }

  /** The code of the refusal at that time, {@code accepted} if there is none. */
  String outcome(Instant now) {
    List<Secret> secrets =
        secret == null
            ? List.of()
            : List.of(new Secret(secret.getBytes(StandardCharsets.UTF_8), null));
    Verifier verifier = Verifiers.of("s", scheme, settings, secrets);
    Verdict verdict =
        verifier.verify(new Delivery(publicUrl, URI.create(target), httpHeaders(), body, now));
    return verdict.problem() == null ? "accepted" : verdict.problem().code();
  }

  String outcome() {
    return outcome(NOW);
  }
}
