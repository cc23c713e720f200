package io.millrace.ingest.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Stripe: {@code Stripe-Signature: t=1492774577,v1=5257a8...,v1=...}, HMAC-SHA256 of {@code
 * t.body}. Other versions in the header do not count.
 *
 * @see <a href="https://docs.stripe.com/webhooks/signature">Stripe's documentation</a>
 */
final class StripeVerifier implements Verifier {

  private static final String HEADER = "Stripe-Signature";

  /** The parts of the header. */
  private record Parts(@Nullable String time, List<byte[]> signatures) {

    static Parts of(String header) {
      String time = null;
      int times = 0;
      List<byte[]> signatures = new ArrayList<>(2);
      for (String part : header.split(",", -1)) {
        String item = part.trim();
        if (item.startsWith("t=")) {
          time = item.substring(2);
          times++;
        } else if (item.startsWith("v1=")) {
          byte[] signature = SignatureEncoding.HEX.presented(item, 3);
          if (signature != null) {
            signatures.add(signature);
          }
        }
      }
      return new Parts(times == 1 ? time : null, signatures);
    }
  }

  private final KeyRing<KeyedMac> keys;

  StripeVerifier(List<Secret> secrets) {
    this.keys = new KeyRing<>(secrets, secret -> new KeyedMac("HmacSHA256", secret));
  }

  @Override
  public Verdict verify(Delivery delivery) {
    String header = OneHeader.of(delivery.headers(), HEADER);
    if (header == null) {
      return Verdict.missing(HEADER);
    }
    Parts parts = Parts.of(header);
    Verdict untimely = SignedTime.refusal(parts.time(), HEADER, delivery.now());
    if (untimely != null) {
      return untimely;
    }
    byte[] head = (parts.time() + ".").getBytes(StandardCharsets.UTF_8);
    Verdict genuine =
        keys.genuine(delivery.now(), key -> fits(key, head, delivery.body(), parts.signatures()));
    return genuine == null
        ? Verdict.mismatch("no v1 in " + HEADER + " is the signature of this time and body")
        : genuine;
  }

  private static boolean fits(KeyedMac key, byte[] head, byte[] body, List<byte[]> signatures) {
    Mac mac = key.copy();
    mac.update(head);
    mac.update(body);
    byte[] expected = mac.doFinal();
    boolean fits = false;
    for (byte[] signature : signatures) {
      fits |= MessageDigest.isEqual(expected, signature);
    }
    return fits;
  }

  @Override
  public List<String> headers() {
    return List.of("stripe-signature");
  }
}
