package io.millrace.loadtest.compare.work;

import io.millrace.loadtest.compare.generator.Requests;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.zip.GZIPInputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries as GitHub signs them: {@code X-Hub-Signature-256} over the body, and a delivery id of
 * its own for each request. They come from several senders, so that they spread over partitions.
 */
public final class Webhooks {

  /** How many senders there are. */
  public static final int SENDERS = 16;

  private static final String[] EVENTS = {"push", "pull_request", "issues", "check_run"};

  private final List<String> bodies;

  private Webhooks(List<String> bodies) {
    this.bodies = bodies;
  }

  /**
   * With the bodies of a gzipped file, one a line; made up where there is none.
   *
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Webhooks of(@Nullable Path file) {
    if (file == null) {
      return new Webhooks(MadeUpBodies.of(2_000));
    }
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return new Webhooks(reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The secret of a sender. */
  public static String secret(int sender) {
    return "a-secret-of-sender-" + sender + "-for-comparison";
  }

  /** All deliveries, to the path of each sender. */
  public Requests requests(int port, IntFunction<String> path) {
    List<byte[]> prepared = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      int sender = i % SENDERS;
      String body = bodies.get(i);
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Content-Type", "application/json");
      headers.put("User-Agent", "GitHub-Hookshot/compare");
      headers.put("X-GitHub-Event", EVENTS[i % EVENTS.length]);
      headers.put("X-GitHub-Delivery", Requests.ID);
      headers.put("X-Hub-Signature-256", "sha256=" + signature(secret(sender), body));
      prepared.add(Requests.prepare("POST", port, path.apply(sender), headers, body));
    }
    return new Requests(port, prepared);
  }

  /** HMAC-SHA256 in hex. */
  static String signature(String secret, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
