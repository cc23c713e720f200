package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.webhook.v1.WebhookRejections;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WebhookIT {

  private final TestApp app = TestApp.shared();

  @Test
  void post_keepsSignedGithubDelivery() throws Exception {
    String key = source("{\"name\":\"gh\",\"scheme\":\"github\",\"secret\":\"s3cret\"}");
    byte[] body = "{\"zen\": \"Keep it \u2713\"}".getBytes(StandardCharsets.UTF_8);
    String signature = "sha256=" + hmac("s3cret", body);

    HttpResponse<String> response =
        deliver(
            key,
            body,
            "X-Hub-Signature-256",
            signature,
            "X-GitHub-Delivery",
            "72d3162e",
            "X-GitHub-Event",
            "push",
            "Content-Type",
            "application/json");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    ConsumerRecord<byte[], byte[]> record = app.record(TestApp.tree(response));
    assertThat(record.topic()).isEqualTo("webhooks.received.v1");
    assertThat(record.key()).asString().isEqualTo("demo/" + key);
    assertThat(record.value()).isEqualTo(body);
    assertThat(header(record, EventHeaders.ID)).isEqualTo("72d3162e");
    assertThat(header(record, EventHeaders.SOURCE)).isEqualTo("/tenants/demo/sources/" + key);
    assertThat(header(record, EventHeaders.TYPE)).isEqualTo("io.millrace.webhook.received.v1");
    assertThat(header(record, EventHeaders.WEBHOOK_TYPE)).isEqualTo("push");
    assertThat(header(record, EventHeaders.CONTENT_TYPE)).isEqualTo("application/json");
    assertThat(header(record, "http_x-hub-signature-256")).isEqualTo(signature);
    assertThat(header(record, "http_x-github-event")).isEqualTo("push");
    assertThat(header(record, "http_user-agent")).startsWith("Java");
  }

  @Test
  void post_refusesAndCountsRefusals() throws Exception {
    String key = source("{\"name\":\"gh\",\"scheme\":\"github\",\"secret\":\"s3cret\"}");
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);

    RefusalsIT.problem(deliver(key, body), 401, "signature-missing");
    for (int i = 0; i < 3; i++) {
      RefusalsIT.problem(
          deliver(key, body, "X-Hub-Signature-256", "sha256=" + hmac("other", body)),
          401,
          "signature-mismatch");
    }
    RefusalsIT.problem(deliver(key, new byte[2 << 20]), 413, "too-large");
    RefusalsIT.problem(
        app.send(
            "POST",
            "/api/webhook/" + key,
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[2 << 20]))),
        413,
        "too-large");
    RefusalsIT.problem(deliver("nobody", body), 404, "unknown-source");

    await()
        .untilAsserted(
            () ->
                assertThat(rejected(key))
                    .containsExactlyInAnyOrder(
                        "signature-missing=1", "signature-mismatch=3", "too-large=2"));
  }

  @Test
  void post_followsConfiguredHmac() {
    String key =
        source(
            """
            {"name":"h","scheme":"hmac","secret":"k","settings":{"header":"X-Sig","prefix":"v0=",
             "template":"{timestamp}.{body}","timestampHeader":"X-Time"}}
            """);
    String now = Long.toString(Instant.now().getEpochSecond());
    String old = Long.toString(Instant.now().minusSeconds(400).getEpochSecond());

    assertThat(
            deliver(key, bytes("hi"), "X-Sig", "v0=" + hmac("k", bytes(now + ".hi")), "X-Time", now)
                .statusCode())
        .isEqualTo(202);
    RefusalsIT.problem(
        deliver(key, bytes("hi"), "X-Sig", "v0=" + hmac("k", bytes(old + ".hi")), "X-Time", old),
        401,
        "timestamp-invalid");
    RefusalsIT.problem(
        deliver(key, bytes("ho"), "X-Sig", "v0=" + hmac("k", bytes(now + ".hi")), "X-Time", now),
        401,
        "signature-mismatch");
  }

  @Test
  void post_keepsGzipAndAnyBytes() throws Exception {
    String key = source("{\"name\":\"n\",\"scheme\":\"none\"}");
    byte[] zipped = gzip(bytes("{\"type\":\"x\"}"));

    ConsumerRecord<byte[], byte[]> gzip =
        app.record(
            TestApp.tree(
                deliver(
                    key,
                    zipped,
                    "Content-Encoding",
                    "gzip",
                    "Content-Type",
                    "application/json",
                    "webhook-id",
                    "w1")));
    byte[] exactly = new byte[1 << 20];
    new Random(7).nextBytes(exactly);
    HttpResponse<String> large = deliver(key, exactly);

    assertThat(gzip.value()).isEqualTo(zipped);
    assertThat(header(gzip, EventHeaders.WEBHOOK_TYPE)).isEqualTo("x");
    assertThat(header(gzip, "http_content-encoding")).isEqualTo("gzip");
    assertThat(header(gzip, EventHeaders.ID)).isEqualTo("w1");
    assertThat(large.statusCode()).as(large.body()).isEqualTo(202);
    assertThat(app.record(TestApp.tree(large)).value()).isEqualTo(exactly);
    assertThat(TestApp.tree(large).get("id").stringValue()).matches("[0-9a-f]{64}");
    assertThat(deliver(key, new byte[0]).statusCode()).isEqualTo(202);
  }

  @Test
  void post_verifiesWhatGzipBodySays() throws Exception {
    String key = source("{\"name\":\"gh\",\"scheme\":\"github\",\"secret\":\"s3cret\"}");
    byte[] body = bytes("{\"zen\":\"small\"}");
    byte[] zipped = gzip(body);

    HttpResponse<String> response =
        deliverGzip(key, zipped, "X-Hub-Signature-256", "sha256=" + hmac("s3cret", body));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(app.record(TestApp.tree(response)).value()).isEqualTo(zipped);

    RefusalsIT.problem(
        deliverGzip(key, zipped, "X-Hub-Signature-256", "sha256=" + hmac("s3cret", zipped)),
        401,
        "signature-mismatch");
    RefusalsIT.problem(deliverGzip(key, gzip(new byte[64 << 20])), 413, "too-large");
    RefusalsIT.problem(deliverGzip(key, body), 400, "malformed-gzip");
    RefusalsIT.problem(
        deliverGzip(key, Arrays.copyOf(zipped, zipped.length - 3)), 400, "malformed-gzip");
    RefusalsIT.problem(deliver(key, body, "Content-Encoding", "br"), 415, "unsupported-media-type");
  }

  @Test
  void preflight_isNoDelivery() {
    String key = source("{\"name\":\"n\",\"scheme\":\"none\"}");

    HttpResponse<String> preflight =
        app.send(
            "OPTIONS",
            "/api/webhook/" + key,
            BodyPublishers.noBody(),
            "Origin",
            "https://shop.example.com",
            "Access-Control-Request-Method",
            "POST");
    JsonNode delivered = TestApp.tree(deliver(key, bytes("{}")));

    assertThat(preflight.statusCode()).isNotEqualTo(202);
    assertThat(
            app.records("webhooks.received.v1").stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).endsWith(key)))
        .as("all but %s", delivered)
        .hasSize(1);
  }

  private HttpResponse<String> deliverGzip(String key, byte[] zipped, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Encoding";
    all[headers.length + 1] = "gzip";
    return deliver(key, zipped, all);
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    }
    return zipped.toByteArray();
  }

  @Test
  void post_refusesEveryDeliveryOfUnknownScheme() {
    var source =
        io.millrace.schemas.config.v1.Source.newBuilder()
            .setTenant("demo")
            .setSourceKey("future")
            .setScheme("quantum")
            .build();
    app.produce("config.sources.v1", "future", source.toByteArray());

    await()
        .untilAsserted(
            () -> RefusalsIT.problem(deliver("future", bytes("x")), 503, "source-misconfigured"));
  }

  private java.util.List<String> rejected(String sourceKey) throws Exception {
    java.util.Map<String, Long> sums = new java.util.TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : app.records("webhooks.rejected.v1")) {
      WebhookRejections rejections = WebhookRejections.parseFrom(record.value());
      if (rejections.getSourceKey().equals(sourceKey)) {
        assertThat(record.key()).asString().isEqualTo("demo/" + sourceKey);
        rejections.getByReasonMap().forEach((reason, n) -> sums.merge(reason, n, Long::sum));
      }
    }
    return sums.entrySet().stream().map(Object::toString).toList();
  }

  private String source(String body) {
    HttpResponse<String> response = app.post("/api/sources", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    JsonNode created = TestApp.tree(response);
    String key = created.get("sourceKey").stringValue();
    assertThat(created.get("url").stringValue()).endsWith("/api/webhook/" + key);
    return key;
  }

  private HttpResponse<String> deliver(String key, byte[] body, String... headers) {
    return app.send("POST", "/api/webhook/" + key, BodyPublishers.ofByteArray(body), headers);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hmac(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
