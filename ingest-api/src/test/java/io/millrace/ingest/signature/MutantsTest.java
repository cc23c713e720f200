package io.millrace.ingest.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A genuine delivery with any one part changed is refused, whatever the scheme. */
class MutantsTest {

  static Stream<SignedSample> samples() {
    return SampleSenders.all().stream();
  }

  /** Those of which the body is signed. */
  static Stream<SignedSample> signedBodies() {
    return samples().filter(sample -> !sample.scheme().equals("token"));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void verify_acceptsGenuine(SignedSample sample) {
    assertThat(sample.outcome()).as(sample.name()).isEqualTo("accepted");
  }

  @ParameterizedTest
  @MethodSource("signedBodies")
  void verify_refusesAnyOtherBody(SignedSample sample) {
    byte[] body = sample.body();
    for (int i = 0; i < body.length; i++) {
      for (int bit : new int[] {1, 2, 128}) {
        byte[] changed = body.clone();
        changed[i] ^= (byte) bit;
        refused(sample.body(changed), "body byte " + i + " bit " + bit);
      }
    }
    byte[] longer = Arrays.copyOf(body, body.length + 1);
    longer[body.length] = 'x';
    refused(sample.body(longer), "longer body");
    for (int length = 0; length < body.length; length++) {
      refused(sample.body(Arrays.copyOf(body, length)), "body of " + length);
    }
    refused(sample.body(Arrays.copyOfRange(body, 1, body.length)), "body without its start");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void verify_refusesAnyOtherHeader(SignedSample sample) {
    for (Map.Entry<String, List<String>> header : sample.headers().entrySet()) {
      if (header.getKey().equals("Content-Type")) {
        continue;
      }
      String name = header.getKey();
      String value = header.getValue().get(0);
      int from = firstThatCounts(sample, value);
      for (int i = from; i < value.length(); i++) {
        String start = value.substring(0, i);
        String end = value.substring(i + 1);
        refused(sample.header(name, start + other(value.charAt(i)) + end), name + " char " + i);
        refused(sample.header(name, start + end), name + " without char " + i);
        refused(sample.header(name, start), name + " of " + i);
        refused(sample.header(name, value.substring(i + 1)), name + " from " + i);
      }
      refused(sample.header(name), name + " missing");
      refused(sample.header(name, ""), name + " empty");
      refused(sample.header(name, " "), name + " blank");
      refused(sample.header(name, value, value), name + " twice");
      refused(sample.header(name, value, "other"), name + " and another");
      refused(sample.header(name, "other", value), "another and " + name);
      if (from == 0) {
        refused(sample.header(name, value + "," + value), name + " twice in one");
      }
      refused(sample.header(name, value + "0"), name + " longer");
    }
  }

  /** A second signature beside the right one does not matter. */
  private static int firstThatCounts(SignedSample sample, String value) {
    return sample.name().equals("two signatures") && value.contains(" ")
        ? value.indexOf(' ') + 1
        : 0;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void verify_refusesAnyOtherSecret(SignedSample sample) {
    String secret = sample.secret();
    int key = secret.startsWith("wh") && sample.scheme().startsWith("standard") ? 6 : 0;
    for (int i = key; i < secret.length(); i++) {
      String changed = secret.substring(0, i) + other(secret.charAt(i)) + secret.substring(i + 1);
      assertThat(sample.secret(changed).outcome()).as("secret char %s", i).isNotEqualTo("accepted");
    }
    assertThat(sample.secret("").outcome()).isEqualTo("source-misconfigured");
    assertThat(sample.secret(null).outcome()).isEqualTo("source-misconfigured");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void verify_refusesAnyOtherTime(SignedSample sample) {
    for (int seconds : new int[] {-300, 0, 300}) {
      assertThat(sample.outcome(SignedSample.NOW.plusSeconds(seconds))).isEqualTo("accepted");
    }
    for (int seconds : new int[] {-86_400, -301, 301, 86_400}) {
      assertThat(sample.outcome(SignedSample.NOW.plusSeconds(seconds)))
          .as("%s after %s s", sample.name(), seconds)
          .isEqualTo(sample.timed() ? "timestamp-invalid" : "accepted");
    }
    assertThat(sample.outcome(SignedSample.NOW.plusMillis(300_001)))
        .isEqualTo(sample.timed() ? "timestamp-invalid" : "accepted");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void verify_refusesUnderAnyOtherScheme(SignedSample sample) {
    for (String scheme : Verifiers.SCHEMES) {
      SignedSample elsewhere =
          new SignedSample(
              sample.name(),
              scheme,
              Map.of(),
              sample.secret(),
              sample.publicUrl(),
              sample.target(),
              sample.headers(),
              sample.body(),
              sample.timed());
      if (!scheme.equals(sample.scheme()) && !scheme.equals(Verifiers.NONE)) {
        assertThat(elsewhere.outcome()).as(scheme).isNotEqualTo("accepted");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void twilio_refusesAnyOtherAddress(SignedSample sample) {
    if (!sample.scheme().equals(Verifiers.TWILIO)) {
      return;
    }
    String target = sample.target();
    for (int i = 1; i < target.length(); i++) {
      String start = target.substring(0, i);
      refused(
          sample.at(sample.publicUrl(), start + other(target.charAt(i)) + target.substring(i + 1)),
          "target char " + i);
      refused(sample.at(sample.publicUrl(), start), "target of " + i);
    }
    refused(sample.at(sample.publicUrl(), target + "&more=1"), "longer query");
    for (String url :
        new String[] {
          "http://hooks.example.com",
          "https://hooks.example.org",
          "https://user@hooks.example.com",
          "https://hooks.example.com/behind"
        }) {
      refused(sample.at(url, target), url);
    }
  }

  /** As Twilio's own validator does: its products differ in whether they sign the port. */
  @ParameterizedTest
  @MethodSource("samples")
  void twilio_acceptsWithAndWithoutPort(SignedSample sample) {
    if (sample.scheme().equals(Verifiers.TWILIO)) {
      for (String port : new String[] {"", ":443", ":8443"}) {
        assertThat(sample.at("https://hooks.example.com" + port, sample.target()).outcome())
            .isEqualTo("accepted");
      }
      refused(sample.at("http://hooks.example.com:443", sample.target()), "http on 443");
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void twilio_refusesAFormThatSaysItIsNone(SignedSample sample) {
    if (sample.headers().containsKey("Content-Type")) {
      refused(sample.header("Content-Type"), "no content type");
      refused(sample.header("Content-Type", "application/json"), "JSON");
      refused(
          sample.header("Content-Type", "application/x-www-form-urlencoded2"), "some other type");
    }
  }

  private static void refused(SignedSample mutant, String what) {
    assertThat(mutant.outcome())
        .as("%s: %s", mutant.name(), what)
        .isIn("signature-missing", "signature-mismatch", "timestamp-invalid");
  }

  /** Another character of the same kind. */
  private static char other(char c) {
    if (c >= '0' && c <= '9') {
      return (char) ('0' + (c - '0' + 1) % 10);
    }
    if (c >= 'a' && c <= 'z') {
      return (char) ('a' + (c - 'a' + 1) % 26);
    }
    if (c >= 'A' && c <= 'Z') {
      return (char) ('A' + (c - 'A' + 1) % 26);
    }
    return c == '+' ? '/' : c == '/' ? '+' : 'x';
  }
}
