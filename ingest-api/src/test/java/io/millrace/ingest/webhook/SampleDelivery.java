package io.millrace.ingest.webhook;

import com.google.protobuf.ByteString;
import io.millrace.ingest.signature.Delivery;
import io.millrace.ingest.signature.Verifiers;
import io.millrace.ingest.source.ConfiguredSource;
import io.millrace.ingest.source.SourceSecrets;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.config.v1.SourceSecret;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.HttpHeaders;
import org.springframework.http.support.Netty4HeadersAdapter;

/**
 * A signed delivery as GitHub sends it, with its headers as the server holds them; the same number
 * gives the same delivery.
 */
public record SampleDelivery(HttpHeaders headers, byte[] body) {

  public static final byte[] SECRET = "It's a Secret to Everybody".getBytes(StandardCharsets.UTF_8);

  private static final URI TARGET = URI.create("/api/webhook/repository");

  public static SampleDelivery of(int number, int size) {
    Random random = new Random(number);
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    byte[] body = body(random, number, size);
    DefaultHttpHeaders http = new DefaultHttpHeaders();
    http.add("Host", "localhost:8080");
    http.add("User-Agent", "GitHub-Hookshot/044aadd");
    http.add("Accept", "*/*");
    http.add("Content-Length", body.length);
    http.add("Content-Type", "application/json");
    http.add("X-GitHub-Delivery", id);
    http.add("X-GitHub-Event", "issues");
    http.add("X-GitHub-Hook-ID", "292430182");
    http.add("X-GitHub-Hook-Installation-Target-ID", "79929171");
    http.add("X-GitHub-Hook-Installation-Target-Type", "repository");
    http.add("X-Hub-Signature-256", "sha256=" + HexFormat.of().formatHex(sign(body)));
    return new SampleDelivery(
        HttpHeaders.readOnlyHttpHeaders(new HttpHeaders(new Netty4HeadersAdapter(http))), body);
  }

  public static ConfiguredSource source() {
    Source config =
        Source.newBuilder()
            .setTenant("demo")
            .setSourceKey("repository")
            .setScheme(Verifiers.GITHUB)
            .addSecrets(SourceSecret.newBuilder().setValue(ByteString.copyFrom(SECRET)))
            .build();
    return ConfiguredSource.of(config, SourceSecrets.of(""), Instant.EPOCH);
  }

  private static byte[] body(Random random, int number, int size) {
    StringBuilder json =
        new StringBuilder(size)
            .append("{\"action\":\"opened\",\"issue\":{\"number\":")
            .append(number);
    for (int label = 0; json.length() < size - 40; label++) {
      json.append(",\"label_").append(label).append("\":\"");
      json.append(Long.toString(random.nextLong() >>> 1, 36)).append('"');
    }
    return json.append("}}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] sign(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public Delivery at(Instant now) {
    return new Delivery("http://localhost:8080", TARGET, headers, body, now);
  }
}
