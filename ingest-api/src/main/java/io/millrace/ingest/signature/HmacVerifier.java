package io.millrace.ingest.signature;

import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Any scheme with one HMAC in one header, as its settings describe it. */
final class HmacVerifier implements Verifier {

  private final HmacSettings settings;
  private final SignatureEncoding encoding;
  private final SignedText signed;
  private final KeyRing<KeyedMac> keys;
  private final List<String> headers;

  /**
   * Creates a verifier.
   *
   * @param naming headers in lower case that name a delivery
   */
  HmacVerifier(HmacSettings settings, List<Secret> secrets, String... naming) {
    this.settings = settings;
    this.encoding =
        settings.encoding().equals("hex") ? SignatureEncoding.HEX : SignatureEncoding.BASE64;
    this.signed = new SignedText(settings.template());
    this.keys = new KeyRing<>(secrets, secret -> new KeyedMac(settings.macAlgorithm(), secret));
    this.headers =
        Stream.concat(Stream.of(settings.header(), settings.timestampHeader()), Stream.of(naming))
            .filter(name -> !name.isEmpty())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList();
  }

  @Override
  public Verdict verify(Delivery delivery) {
    HttpHeaders headers = delivery.headers();
    String presented = OneHeader.of(headers, settings.header());
    if (presented == null) {
      return Verdict.missing(settings.header());
    }
    String time = null;
    if (settings.timed()) {
      time = OneHeader.of(headers, settings.timestampHeader());
      Verdict untimely = SignedTime.refusal(time, settings.timestampHeader(), delivery.now());
      if (untimely != null) {
        return untimely;
      }
    }
    String timestamp = time == null ? "" : time;
    byte[] signature =
        presented.startsWith(settings.prefix())
            ? encoding.presented(presented, settings.prefix().length())
            : null;
    @Nullable Verdict genuine =
        signature == null
            ? null
            : keys.genuine(
                delivery.now(),
                key -> MessageDigest.isEqual(expected(key, timestamp, delivery.body()), signature));
    return genuine == null
        ? Verdict.mismatch("the signature in " + settings.header() + " is not that of this body")
        : genuine;
  }

  private byte[] expected(KeyedMac key, String timestamp, byte[] body) {
    Mac mac = key.copy();
    signed.update(mac, timestamp, body);
    return encoding.expected(mac.doFinal());
  }

  @Override
  public List<String> headers() {
    return headers;
  }
}
