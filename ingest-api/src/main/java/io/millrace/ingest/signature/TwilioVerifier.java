package io.millrace.ingest.signature;

import io.millrace.ingest.event.Ids;
import io.millrace.ingest.http.Form;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Twilio: the address with its query, then the form's names and values in the order of the names,
 * as base64 of an HMAC-SHA1. Of any other body the address carries the SHA-256, in {@code
 * bodySHA256}.
 *
 * @see <a href="https://www.twilio.com/docs/usage/security#validating-requests">Twilio's
 *     documentation</a>
 */
final class TwilioVerifier implements Verifier {

  private static final String HEADER = "X-Twilio-Signature";
  private static final String BODY_DIGEST = "bodySHA256";

  private final KeyRing<KeyedMac> keys;

  TwilioVerifier(List<Secret> secrets) {
    this.keys = new KeyRing<>(secrets, secret -> new KeyedMac("HmacSHA1", secret));
  }

  @Override
  public Verdict verify(Delivery delivery) {
    String presented = OneHeader.of(delivery.headers(), HEADER);
    if (presented == null) {
      return Verdict.missing(HEADER);
    }
    String parameters = signedParameters(delivery);
    byte[] signature = SignatureEncoding.BASE64.presented(presented, 0);
    Verdict genuine =
        parameters == null || signature == null
            ? null
            : keys.genuine(delivery.now(), key -> fits(key, delivery.url(), parameters, signature));
    return genuine == null
        ? Verdict.mismatch(
            "the signature in " + HEADER + " is not that of this body at " + delivery.url())
        : genuine;
  }

  /** What follows the address, null if the body is not one that the sender could have signed. */
  private static @Nullable String signedParameters(Delivery delivery) {
    String query = delivery.target().getRawQuery();
    Form inQuery = query == null ? Form.EMPTY : Form.parse(query);
    if (inQuery == null) {
      return null;
    }
    if (inQuery.has(BODY_DIGEST)) {
      String only = inQuery.only(BODY_DIGEST);
      byte[] digest = only == null ? null : SignatureEncoding.HEX.presented(only, 0);
      return MessageDigest.isEqual(Ids.sha256(delivery.body()), digest) ? "" : null;
    }
    if (delivery.body().length == 0) {
      return "";
    }
    Form form = Form.is(delivery.headers()) ? Form.parse(delivery.body()) : null;
    if (form == null) {
      return null;
    }
    StringBuilder text = new StringBuilder(delivery.body().length);
    form.forEachSorted((name, value) -> text.append(name).append(value));
    return text.toString();
  }

  /**
   * Some of Twilio's products sign the address with its port, others without. Both are compared
   * always, so that the time does not tell which one fits.
   */
  private static boolean fits(KeyedMac key, String url, String parameters, byte[] signature) {
    boolean asIs = MessageDigest.isEqual(expected(key, url, parameters), signature);
    boolean other = MessageDigest.isEqual(expected(key, otherPort(url), parameters), signature);
    return asIs || other;
  }

  private static byte[] expected(KeyedMac key, String url, String parameters) {
    Mac mac = key.copy();
    mac.update(url.getBytes(StandardCharsets.UTF_8));
    mac.update(parameters.getBytes(StandardCharsets.UTF_8));
    return SignatureEncoding.BASE64.expected(mac.doFinal());
  }

  /** The address without its port, or with the scheme's where it has none. */
  static String otherPort(String url) {
    int authority = url.indexOf("://") + 3;
    int path = url.indexOf('/', authority);
    int end = path < 0 ? url.length() : path;
    int colon = url.lastIndexOf(':', end);
    boolean hasPort = colon >= authority && url.indexOf(']', colon) < 0;
    return hasPort
        ? url.substring(0, colon) + url.substring(end)
        : url.substring(0, end) + (url.startsWith("https:") ? ":443" : ":80") + url.substring(end);
  }

  @Override
  public List<String> headers() {
    return List.of("x-twilio-signature", "i-twilio-idempotency-token");
  }

  @Override
  public boolean signsUrl() {
    return true;
  }
}
