package io.millrace.loadtest.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What GitHub sends when something happens, in about 1 KiB, signed.
 *
 * @param event such as {@code push}
 * @param signature as {@code X-Hub-Signature-256} has it
 */
record GithubDelivery(String id, String event, String body, String signature) {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MOST_COMMITS = 6;
  private static final String[] EVENTS = {"push", "issues", "pull_request", "check_run", "star"};
  private static final String[] WORDS = {
    "fix", "the", "order", "of", "retries", "when", "a", "broker", "is", "away", "test", "index",
    "cache", "refund", "store", "till", "receipt", "stock", "level", "add", "remove", "rename"
  };

  /** No two are alike; the same random gives the same ones. */
  static GithubDelivery any(SplittableRandom random, String secret) {
    String event = EVENTS[random.nextInt(EVENTS.length)];
    String body = body(random, event);
    return new GithubDelivery(hex(random, 2), event, body, sign(body, secret));
  }

  private static String body(SplittableRandom random, String event) {
    StringBuilder commits = new StringBuilder();
    int count = 1 + random.nextInt(MOST_COMMITS);
    for (int i = 0; i < count; i++) {
      commits
          .append(i == 0 ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "{\"id\":\"%s\",\"message\":\"%s\",\"author\":{\"username\":\"user-%d\"},"
                      + "\"added\":%d,\"removed\":%d}",
                  hex(random, 3),
                  words(random, 4 + random.nextInt(12)),
                  random.nextInt(5_000),
                  random.nextInt(900),
                  random.nextInt(400)));
    }
    return String.format(
        Locale.ROOT,
        "{\"action\":\"%s\",\"ref\":\"refs/heads/%s\",\"before\":\"%s\",\"after\":\"%s\","
            + "\"repository\":{\"id\":%d,\"full_name\":\"org-%d/%s\",\"private\":%b},"
            + "\"sender\":{\"id\":%d,\"type\":\"User\"},\"commits\":[%s]}",
        event,
        WORDS[random.nextInt(WORDS.length)],
        hex(random, 3),
        hex(random, 3),
        random.nextInt(1_000_000),
        random.nextInt(200),
        WORDS[random.nextInt(WORDS.length)],
        random.nextBoolean(),
        random.nextInt(1_000_000),
        commits);
  }

  private static String words(SplittableRandom random, int count) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < count; i++) {
      words.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return words.toString();
  }

  private static String hex(SplittableRandom random, int longs) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < longs; i++) {
      hex.append(HexFormat.of().toHexDigits(random.nextLong()));
    }
    return hex.toString();
  }

  static String sign(String body, String secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return "sha256="
          + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
