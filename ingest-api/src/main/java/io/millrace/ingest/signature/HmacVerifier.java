package io.millrace.ingest.signature;

import io.millrace.ingest.http.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Any HMAC scheme that its settings can describe. Several secrets may hold during a rotation. */
final class HmacVerifier implements Verifier {

  private static final Duration TOLERANCE = Duration.ofSeconds(300);

  /** A keyed MAC that is only ever cloned, and its secret. */
  private record Keyed(Mac mac, Secret secret) {}

  private final HmacSettings settings;
  private final SignedText signed;
  private final List<Keyed> secrets = new ArrayList<>();

  HmacVerifier(HmacSettings settings, List<Secret> secrets) {
    this.settings = settings;
    this.signed = new SignedText(settings.template());
    for (Secret secret : secrets) {
      this.secrets.add(new Keyed(mac(settings.macAlgorithm(), secret.value()), secret));
    }
    if (this.secrets.isEmpty()) {
      throw new IllegalArgumentException("secrets: none (expected: at least one)");
    }
  }

  @Override
  public Verdict verify(Delivery delivery) {
    HttpHeaders headers = delivery.headers();
    String presented = headers.getFirst(settings.header());
    if (presented == null || presented.isBlank()) {
      return refused("signature-missing", "expected the signature in " + settings.header());
    }
    String timestamp = "";
    if (settings.timed()) {
      String header = headers.getFirst(settings.timestampHeader());
      timestamp = header == null ? "" : header.trim();
      Verdict untimely = untimely(timestamp, delivery.now());
      if (untimely != null) {
        return untimely;
      }
    }
    byte[] signature = normalized(presented.trim());
    for (int i = 0; i < secrets.size(); i++) {
      Keyed keyed = secrets.get(i);
      if (keyed.secret().holds(delivery.now())
          && MessageDigest.isEqual(expected(keyed, timestamp, delivery.body()), signature)) {
        return i == 0 ? Verdict.GENUINE : Verdict.GENUINE_BY_OLD_SECRET;
      }
    }
    return refused(
        "signature-mismatch",
        "the signature in " + settings.header() + " is not that of this body");
  }

  private @Nullable Verdict untimely(String timestamp, Instant now) {
    boolean number =
        !timestamp.isEmpty()
            && timestamp.length() <= 11
            && timestamp.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number) {
      return refused("timestamp-invalid", "expected Unix seconds in " + settings.timestampHeader());
    }
    Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now).abs();
    return off.compareTo(TOLERANCE) <= 0
        ? null
        : refused(
            "timestamp-invalid",
            "the time in "
                + settings.timestampHeader()
                + " is more than "
                + TOLERANCE.toSeconds()
                + " s from now");
  }

  private byte[] expected(Keyed keyed, String timestamp, byte[] body) {
    Mac mac = copy(keyed.mac());
    signed.update(mac, timestamp, body);
    byte[] digest = mac.doFinal();
    String text =
        settings.encoding().equals("hex")
            ? HexFormat.of().formatHex(digest)
            : Base64.getEncoder().encodeToString(digest);
    return (settings.prefix() + text).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Hex digits may come in either case. */
  private byte[] normalized(String presented) {
    String prefix = settings.prefix();
    String text =
        settings.encoding().equals("hex") && presented.startsWith(prefix)
            ? prefix + presented.substring(prefix.length()).toLowerCase(Locale.ROOT)
            : presented;
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public List<String> headers() {
    return settings.timed()
        ? List.of(settings.header(), settings.timestampHeader())
        : List.of(settings.header());
  }

  private static Verdict refused(String code, String detail) {
    return Verdict.refused(new Problem(401, code, detail));
  }

  private static Mac mac(String algorithm, byte[] secret) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret, algorithm));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("algorithm: " + algorithm, e);
    }
  }

  private static Mac copy(Mac mac) {
    try {
      return (Mac) mac.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HMACs can be cloned", e);
    }
  }
}
