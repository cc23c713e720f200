package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Sent;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Webhooks, signed as GitHub does. */
final class Deliveries implements RequestMaker {

  private static final String SECRET = "prove-webhook-secret";
  private static final List<String> TYPES = List.of("push", "issues", "pull_request", "release");

  private final Ingest ingest;

  Deliveries(Ingest ingest) {
    this.ingest = ingest;
  }

  /** The request that makes a key a source. */
  HttpRequest source(String key) {
    String body =
        """
        {"sourceKey":"%s","name":"%s","scheme":"github","secret":"%s"}"""
            .formatted(key, key, SECRET);
    return ingest.postWithKey("/api/sources", body.getBytes(StandardCharsets.UTF_8)).build();
  }

  @Override
  public Request make(String key, long sequence, Random random) {
    String id = key + "-w" + sequence;
    byte[] body =
        """
        {"number":%d,"repository":{"full_name":"octo/%s"},"text":"%s"}"""
            .formatted(sequence, key, "x".repeat(random.nextInt(1_000)))
            .getBytes(StandardCharsets.UTF_8);
    return new Request(
        new Sent(Kind.WEBHOOK, key, id, sequence, body.length),
        ingest
            .post("/api/webhook/" + key, body)
            .header("X-GitHub-Event", TYPES.get(random.nextInt(TYPES.size())))
            .header("X-GitHub-Delivery", id)
            .header("X-Hub-Signature-256", "sha256=" + sign(body))
            .build());
  }

  private static String sign(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JRE has HmacSHA256", e);
    }
  }
}
