package io.millrace.ingest.signature;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpHeaders;

/**
 * Standard Webhooks 1.0.0: id, time and body signed with a shared secret ({@code v1}) or a key pair
 * ({@code v1a}). One header carries any number of signatures, of which one has to be right.
 *
 * @see <a
 *     href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">the
 *     specification</a>
 */
final class StandardWebhooksVerifier implements Verifier {

  private static final List<String> HEADERS =
      List.of("webhook-signature", "svix-id", "svix-timestamp", "svix-signature");

  private final KeyRing<StandardWebhookKey> keys;
  private final boolean slow;

  StandardWebhooksVerifier(List<Secret> secrets) {
    this.keys = new KeyRing<>(secrets, StandardWebhookKey::of);
    this.slow = keys.anyIs(StandardWebhookKey.Ed25519.class);
  }

  @Override
  public Verdict verify(Delivery delivery) {
    HttpHeaders headers = delivery.headers();
    StandardWebhookHeaders names = StandardWebhookHeaders.of(headers);
    String presented = OneHeader.of(headers, names.signature());
    if (presented == null) {
      return Verdict.missing(names.signature());
    }
    String id = OneHeader.of(headers, names.id());
    if (id == null) {
      return Verdict.missing(names.id());
    }
    String timestamp = OneHeader.of(headers, names.timestamp());
    Verdict untimely = SignedTime.refusal(timestamp, names.timestamp(), delivery.now());
    if (untimely != null) {
      return untimely;
    }
    if (id.indexOf('.') >= 0) {
      return Verdict.mismatch("a dot in " + names.id() + " would let another time be read");
    }
    byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    String[] signatures = presented.split(" ", -1);
    Verdict genuine =
        keys.genuine(delivery.now(), key -> key.fits(head, delivery.body(), signatures));
    return genuine == null
        ? Verdict.mismatch(
            "no signature in " + names.signature() + " is that of this id, time and body")
        : genuine;
  }

  @Override
  public List<String> headers() {
    return HEADERS;
  }

  @Override
  public boolean slow() {
    return slow;
  }
}
