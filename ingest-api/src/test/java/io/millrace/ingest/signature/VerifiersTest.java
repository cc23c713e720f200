package io.millrace.ingest.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.source.ConfiguredSource;
import io.millrace.ingest.source.SourceSecrets;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.config.v1.SourceSecret;
import io.millrace.schemas.event.Timestamps;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

class VerifiersTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final byte[] HELLO = bytes("Hello, World!");

  /** The example of GitHub's documentation, "Validating webhook deliveries". */
  private static final String GITHUB_SECRET = "It's a Secret to Everybody";

  private static final String GITHUB_SIGNATURE =
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  @Test
  void github_acceptsDocumentedVector() {
    Verifier verifier = verifier(source("github", Map.of(), GITHUB_SECRET));

    assertThat(verify(verifier, headers("X-Hub-Signature-256", GITHUB_SIGNATURE), HELLO, NOW))
        .isNull();
    String upper = "sha256=" + GITHUB_SIGNATURE.substring(7).toUpperCase(Locale.ROOT);
    assertThat(verify(verifier, headers("X-Hub-Signature-256", upper), HELLO, NOW)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18",
        "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        "sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        "sha256=757107ea",
        "sha256=",
        "x"
      })
  void github_refusesOtherSignatures(String signature) {
    Verifier verifier = verifier(source("github", Map.of(), GITHUB_SECRET));

    assertThat(code(verify(verifier, headers("X-Hub-Signature-256", signature), HELLO, NOW)))
        .isEqualTo("signature-mismatch");
  }

  @Test
  void github_refusesWithoutSignature() {
    Verifier verifier = verifier(source("github", Map.of(), GITHUB_SECRET));

    assertThat(code(verify(verifier, new HttpHeaders(), HELLO, NOW)))
        .isEqualTo("signature-missing");
  }

  @ParameterizedTest
  @CsvSource({
    "sha1, HmacSHA1, hex",
    "sha256, HmacSHA256, base64",
    "sha512, HmacSHA512, base64",
    "SHA512, HmacSHA512, HEX"
  })
  void hmac_followsItsSettings(String algorithm, String mac, String encoding) {
    Verifier verifier =
        verifier(
            source(
                "hmac",
                Map.of("algorithm", algorithm, "encoding", encoding, "prefix", "v1,"),
                "k"));
    byte[] digest = sign(mac, "k", HELLO);
    String text =
        encoding.equals("base64")
            ? Base64.getEncoder().encodeToString(digest)
            : HexFormat.of().formatHex(digest);

    assertThat(verify(verifier, headers("X-Signature", "v1," + text), HELLO, NOW)).isNull();
    assertThat(code(verify(verifier, headers("X-Signature", "v1," + text), bytes("other"), NOW)))
        .isEqualTo("signature-mismatch");
  }

  @ParameterizedTest
  @CsvSource({"0, true", "300, true", "-300, true", "301, false", "-301, false"})
  void hmac_toleratesFiveMinutesBothWays(long secondsAgo, boolean taken) {
    Verifier verifier =
        verifier(
            source(
                "hmac",
                Map.of("template", "v0:{timestamp}:{body}", "timestampHeader", "X-Time"),
                "k"));
    String time = Long.toString(NOW.getEpochSecond() - secondsAgo);
    HttpHeaders headers =
        headers(
            "X-Signature",
            HexFormat.of()
                .formatHex(sign("HmacSHA256", "k", bytes("v0:" + time + ":Hello, World!"))));
    headers.set("X-Time", time);

    Problem problem = verify(verifier, headers, HELLO, NOW);

    assertThat(problem == null).isEqualTo(taken);
    assertThat(verifier.headers()).containsExactly("x-signature", "x-time");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "99999999999999999999", "1.5"})
  void hmac_refusesWhatIsNoTime(String time) {
    Verifier verifier =
        verifier(
            source(
                "hmac", Map.of("template", "{timestamp}{body}", "timestampHeader", "X-Time"), "k"));
    HttpHeaders headers = headers("X-Signature", "00");
    headers.set("X-Time", time);

    assertThat(code(verify(verifier, headers, HELLO, NOW))).isEqualTo("timestamp-invalid");
  }

  @Test
  void rotation_acceptsOldSecretUntilItEnds() {
    Source source =
        source("github", Map.of(), "new").toBuilder()
            .addSecrets(
                SourceSecret.newBuilder()
                    .setValue(ByteString.copyFromUtf8(GITHUB_SECRET))
                    .setNotAfter(Timestamps.of(NOW)))
            .build();
    Verifier verifier = verifier(source);
    HttpHeaders headers = headers("X-Hub-Signature-256", GITHUB_SIGNATURE);

    assertThat(verifier.verify(new Delivery("", URI.create("/"), headers, HELLO, NOW)))
        .isEqualTo(Verdict.GENUINE_BY_OLD_SECRET);
    assertThat(code(verify(verifier, headers, HELLO, NOW.plusSeconds(1))))
        .isEqualTo("signature-mismatch");
  }

  @Test
  void of_failsClosed() {
    for (Source broken :
        new Source[] {
          source("quantum", Map.of(), "k"),
          Source.newBuilder().setScheme("github").build(),
          source("hmac", Map.of("algorithm", "md5"), "k"),
          source("hmac", Map.of("template", "no body"), "k"),
          source("github", Map.of(), "")
        }) {
      assertThat(code(verify(verifier(broken), new HttpHeaders(), HELLO, NOW)))
          .isEqualTo("source-misconfigured");
    }
  }

  @Test
  void check_namesKeyAndValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Verifiers.check("hmac", Map.of("algorithm", "md5"), null))
        .withMessage("algorithm: md5 (expected: sha1, sha256 or sha512)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Verifiers.check("hmac", Map.of("template", "{timestamp}{body}"), null))
        .withMessageContaining("timestampHeader");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Verifiers.check("github", Map.of("a", "b"), null));
  }

  @Test
  void check_refusesSecretsThatCannotBeWithoutShowingThem() {
    String[][] wrong = {
      {"none", "x-given"},
      {"github", ""},
      {"github", " x-spaced"},
      {"stripe", "whsec_x-line\n"},
      {"token", "x-two words"},
      {"token", "x-\u00e9"},
      {"standard-webhooks", "whsec_x-!!!"},
      {"standard-webhooks", "whsec_c2hvcnQ="},
      {"standard-webhooks", "whsk_x-" + "A".repeat(43) + "="},
      {"standard-webhooks", "whpk_" + "A".repeat(42) + "="},
      {"standard-webhooks", "whpk_AAAA"},
      {"standard-webhooks", "whpk_" + "/".repeat(42) + "8="}
    };
    for (String[] pair : wrong) {
      assertThatIllegalArgumentException()
          .as("%s %s", pair[0], pair[1])
          .isThrownBy(() -> Verifiers.check(pair[0], Map.of(), pair[1]))
          .withMessageStartingWith("secret: ")
          .withMessageNotContaining("x-");
    }
  }

  @Test
  void check_refusesSettingsOfTokens() {
    for (String header : new String[] {"", "a b", "User-Agent", "Content-Type", "webhook-id"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Verifiers.check("token", Map.of("header", header), "t"))
          .withMessageStartingWith("header: ");
    }
    Verifiers.check("token", Map.of("header", "Authorization", "prefix", "Bearer "), "t");
  }

  @Test
  void newSecret_fitsItsScheme() {
    for (String scheme : Verifiers.SCHEMES) {
      if (!scheme.equals(Verifiers.NONE)) {
        String secret = Verifiers.newSecret(scheme);
        Verifiers.check(scheme, Map.of(), secret);
        assertThat(secret).isNotEqualTo(Verifiers.newSecret(scheme)).hasSizeGreaterThan(40);
      }
    }
    assertThat(Verifiers.newSecret("standard-webhooks")).matches("whsec_[A-Za-z0-9+/]{43}=");
    assertThat(Verifiers.newSecret("stripe")).startsWith("whsec_");
    assertThatIllegalArgumentException().isThrownBy(() -> Verifiers.newSecret("none"));
  }

  @Test
  void headers_neverHoldAToken() {
    Map<String, String> settings = Map.of("header", "Authorization", "prefix", "Bearer ");
    Verifier verifier = verifier(source("token", settings, "t0ken"));

    assertThat(verify(verifier, headers("Authorization", "Bearer t0ken"), HELLO, NOW)).isNull();
    assertThat(code(verify(verifier, headers("Authorization", "t0ken"), HELLO, NOW)))
        .isEqualTo("signature-mismatch");
    assertThat(verifier.headers()).isEmpty();
  }

  private static Source source(String scheme, Map<String, String> settings, String secret) {
    return Source.newBuilder()
        .setSourceKey("s")
        .setScheme(scheme)
        .putAllSettings(settings)
        .addSecrets(SourceSecret.newBuilder().setValue(ByteString.copyFromUtf8(secret)))
        .build();
  }

  private static HttpHeaders headers(String name, String value) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(name, value);
    return headers;
  }

  private static Verifier verifier(Source source) {
    return ConfiguredSource.of(source, SourceSecrets.of(""), Instant.EPOCH).verifier();
  }

  private static Problem verify(Verifier verifier, HttpHeaders headers, byte[] body, Instant now) {
    return verifier.verify(new Delivery("", URI.create("/"), headers, body, now)).problem();
  }

  private static String code(Problem problem) {
    return problem == null ? "accepted" : problem.code();
  }

  private static byte[] sign(String algorithm, String secret, byte[] text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(bytes(secret), algorithm));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
