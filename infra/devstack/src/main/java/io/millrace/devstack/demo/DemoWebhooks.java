package io.millrace.devstack.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook sender that signs as GitHub does. */
final class DemoWebhooks {

  static final String SOURCE_KEY = "demo-repository";

  private static final String SECRET = "demo-webhook-secret";
  private static final List<String> TYPES =
      List.of("push", "push", "issues", "pull_request", "star", "release");

  private final Random random;
  private final String prefix;
  private long deliveries;

  DemoWebhooks(long seed) {
    this.random = new Random(seed);
    this.prefix = "demo-" + Long.toString(seed, Character.MAX_RADIX) + "-w";
  }

  /** A delivery: what is posted, and with which headers. */
  record Delivery(byte[] body, Map<String, String> headers) {}

  /** The body of {@code POST /api/sources}. */
  static Map<String, Object> source() {
    return Map.of(
        "sourceKey", SOURCE_KEY, "name", "Demo repository", "scheme", "github", "secret", SECRET);
  }

  Delivery next() {
    deliveries++;
    String type = TYPES.get(random.nextInt(TYPES.size()));
    byte[] body =
        """
        {"action":"created","number":%d,"repository":{"full_name":"octo/demo"},"sender":{"login":"user-%d"}}"""
            .formatted(deliveries, random.nextInt(20))
            .getBytes(StandardCharsets.UTF_8);
    return new Delivery(
        body,
        Map.of(
            "X-GitHub-Event",
            type,
            "X-GitHub-Delivery",
            prefix + deliveries,
            "X-Hub-Signature-256",
            "sha256=" + sign(body)));
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
