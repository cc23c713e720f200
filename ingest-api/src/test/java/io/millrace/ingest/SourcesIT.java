package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.millrace.infra.embedded.Stack;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.config.v1.SourceSecret;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** Sources on two instances: changes, sealed secrets and the last deliveries. */
@ExtendWith(OutputCaptureExtension.class)
class SourcesIT {

  private static final String TOPIC = "config.sources.v1";
  private static final byte[] BODY = "{\"zen\":\"x\"}".getBytes(StandardCharsets.UTF_8);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int ROUNDS = 5;
  private static final TestApp APP = TestApp.shared();

  /** With a newer key before the one it shares. */
  private static TestApp other;

  @BeforeAll
  static void start() {
    byte[] newer = new byte[32];
    Arrays.fill(newer, (byte) 9);
    other =
        new TestApp(
            Stack.shared().kafkaBootstrapServers(),
            "--ingest.redis.url=" + Stack.shared().redisUrl(),
            "--ingest.secrets.key="
                + Base64.getEncoder().encodeToString(newer)
                + ","
                + TestApp.SECRETS_KEY);
    other.awaitReady();
    await().until(() -> other.get("/api/health").body().contains("\"redis\":{\"status\":\"ok\"}"));
  }

  @AfterAll
  static void stop() {
    other.close();
  }

  /** A busy machine may be late now and then: most of a few rounds have to be in time. */
  @Test
  void change_reachesTheOtherInstanceWithinASecond() {
    String old = create("two", "\"scheme\":\"github\"").get("secret").stringValue();
    reaches(other, "two", old, 202);

    List<Duration> rounds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      change("two", "pause");
      Duration paused = reaches(other, "two", old, 403);
      change("two", "resume");
      Duration resumed = reaches(other, "two", old, 202);
      old = rotate("two", "{\"graceSeconds\":0}").get("secret").stringValue();
      Duration rotated = reaches(other, "two", old, 202);
      rounds.add(Collections.max(List.of(paused, resumed, rotated)));
    }
    Collections.sort(rounds);
    assertThat(rounds.get(ROUNDS / 2)).as("the middle one of %s", rounds).isLessThan(SECOND);

    JsonNode given = rotate("two", "{\"secret\":\"given by the sender\",\"graceSeconds\":600}");
    assertThat(given.get("secret").stringValue()).isEqualTo("given by the sender");
    eventually(() -> assertThat(deliver(other, "two", "given by the sender")).isEqualTo(202));
    assertThat(deliver(other, "two", old)).as("in its grace").isEqualTo(202);
    String last = rotate("two", "{\"graceSeconds\":0}").get("secret").stringValue();
    eventually(() -> assertThat(deliver(other, "two", last)).isEqualTo(202));
    assertThat(deliver(other, "two", "given by the sender")).as("ended").isEqualTo(401);
    assertThat(deliver(other, "two", old)).as("ended").isEqualTo(401);

    assertThat(APP.json("DELETE", "/api/sources/two", "").statusCode()).isEqualTo(204);
    eventually(() -> assertThat(deliver(other, "two", last)).isEqualTo(404));
  }

  @Test
  void list_tellsWhetherAnOldSecretIsStillUsed() {
    String old = create("grace", "\"scheme\":\"github\"").get("secret").stringValue();
    assertThat(listed(APP, "grace").get("oldSecretUntil").isNull()).isTrue();
    rotate("grace", "{\"graceSeconds\":600}");
    eventually(() -> assertThat(listed(other, "grace").get("secrets").intValue()).isEqualTo(2));
    assertThat(listed(APP, "grace").get("oldSecretUntil").isNull()).isFalse();
    assertThat(listed(APP, "grace").get("oldSecretUsedAt").isNull()).isTrue();

    assertThat(deliver(APP, "grace", old)).isEqualTo(202);
    eventually(() -> assertThat(listed(other, "grace").get("oldSecretUsedAt").isNull()).isFalse());
    rotate("grace", "{\"graceSeconds\":600}");
    eventually(() -> assertThat(listed(other, "grace").get("secrets").intValue()).isEqualTo(3));
    assertThat(listed(other, "grace").get("oldSecretUsedAt").isNull())
        .as("not used since it was rotated")
        .isTrue();
    rotate("grace", "{\"graceSeconds\":600}");
    rotate("grace", "{\"graceSeconds\":600}");
    RefusalsIT.problem(
        APP.post("/api/sources/grace/rotate", "{\"graceSeconds\":600}"), 409, "too-many-secrets");
  }

  @Test
  void secret_isShownOnceAndStandsNowhereElse(CapturedOutput output) {
    LoggingSystem logging = LoggingSystem.get(SourcesIT.class.getClassLoader());
    logging.setLogLevel("io.millrace", LogLevel.TRACE);
    try {
      List<String> secrets = new ArrayList<>(List.of("a secret of the sender"));
      create("quiet", "\"scheme\":\"github\",\"secret\":\"a secret of the sender\"");
      secrets.add(rotate("quiet", "{}").get("secret").stringValue());
      secrets.add(rotate("quiet", "{}").get("secret").stringValue());
      assertThat(deliver(APP, "quiet", secrets.get(2))).isEqualTo(202);
      assertThat(deliver(APP, "quiet", "another")).isEqualTo(401);
      JsonNode key =
          TestApp.tree(APP.post("/api/keys", "{\"tenant\":\"q\",\"scopes\":[\"read\"]}"));
      secrets.add(key.get("key").stringValue());
      secrets.add(TestApp.SECRETS_KEY);

      StringBuilder seen = new StringBuilder(output.getAll());
      for (String path :
          List.of("/api/sources", "/api/sources/quiet/deliveries", "/api/keys", "/metrics")) {
        seen.append(get(APP, path).body()).append(get(other, path).body());
      }
      seen.append(APP.json("POST", "/api/sources/quiet/pause", "").body());
      seen.append(APP.json("POST", "/api/sources/quiet/resume", "").body());
      for (String topic : List.of(TOPIC, "config.keys.v1", "webhooks.received.v1")) {
        APP.records(topic)
            .forEach(
                record -> {
                  seen.append(latin(record.key())).append(latin(record.value()));
                  record.headers().forEach(header -> seen.append(latin(header.value())));
                });
      }
      assertThat(seen).contains("quiet").doesNotContain(secrets);
    } finally {
      logging.setLogLevel("io.millrace", LogLevel.INFO);
    }
  }

  @Test
  void secretInTheClear_holdsAndIsSealedByTheNextChange() throws Exception {
    Source stored =
        Source.newBuilder()
            .setTenant("demo")
            .setSourceKey("before")
            .setScheme("github")
            .addSecrets(SourceSecret.newBuilder().setValue(ByteString.copyFromUtf8("plain one")))
            .build();
    APP.produce(TOPIC, "before", stored.toByteArray());
    eventually(() -> assertThat(deliver(APP, "before", "plain one")).isEqualTo(202));
    assertThat(listed(APP, "before").get("sealedBy").isNull()).isTrue();

    change("before", "resume");
    assertThat(deliver(APP, "before", "plain one")).isEqualTo(202);
    SourceSecret sealed = newest("before").getSecrets(0);
    assertThat(sealed.getValue().isEmpty()).isTrue();
    assertThat(listed(APP, "before").get("sealedBy").stringValue()).isEqualTo(sealed.getSealedBy());
  }

  @Test
  void secretThatCannotBeOpened_refusesWith503(CapturedOutput output) {
    String secret = create("sealed", "\"scheme\":\"github\"").get("secret").stringValue();
    eventually(() -> assertThat(deliver(other, "sealed", secret)).isEqualTo(202));

    assertThat(other.json("POST", "/api/sources/sealed/resume", "").statusCode()).isEqualTo(200);
    eventually(
        () ->
            RefusalsIT.problem(
                APP.send("POST", "/api/webhook/sealed", BodyPublishers.ofByteArray(BODY)),
                503,
                "source-misconfigured"));
    assertThat(deliver(other, "sealed", secret)).as("has the newer key").isEqualTo(202);
    assertThat(listed(APP, "sealed").get("secretsOpened").booleanValue()).isFalse();
    assertThat(listed(other, "sealed").get("secretsOpened").booleanValue()).isTrue();
    assertThat(output.getAll())
        .contains("source_refuses_all source=sealed reason=a secret cannot be opened")
        .doesNotContain(secret);
    change("sealed", "pause");
    eventually(() -> assertThat(deliver(other, "sealed", secret)).isEqualTo(403));
    change("sealed", "resume");
    eventually(
        () -> assertThat(deliver(other, "sealed", secret)).as("kept as it was").isEqualTo(202));
  }

  @Test
  void withoutAKey_noSecretIsTaken() {
    try (TestApp keyless =
        new TestApp(Stack.shared().kafkaBootstrapServers(), "--ingest.secrets.key=")) {
      keyless.awaitReady();
      RefusalsIT.problem(
          keyless.post("/api/sources", "{\"name\":\"k\",\"scheme\":\"github\"}"),
          503,
          "secrets-key-missing");
      assertThat(
              keyless
                  .post("/api/sources", "{\"sourceKey\":\"k\",\"name\":\"k\",\"scheme\":\"none\"}")
                  .statusCode())
          .isEqualTo(201);
      assertThat(get(keyless, "/api/sources/k/deliveries").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void deliveries_areSeenOnAnyInstanceWithTheReasonOfARefusal() {
    String secret = create("seen", "\"scheme\":\"github\"").get("secret").stringValue();
    eventually(() -> assertThat(deliver(other, "seen", secret)).isEqualTo(202));
    assertThat(deliver(other, "seen", "wrong")).isEqualTo(401);
    assertThat(
            APP.send("POST", "/api/webhook/seen", BodyPublishers.ofByteArray(new byte[2 << 20]))
                .statusCode())
        .isEqualTo(413);

    eventually(
        () -> {
          JsonNode answer = TestApp.tree(get(APP, "/api/sources/seen/deliveries"));
          assertThat(answer.get("seenBy").stringValue()).isEqualTo("all-instances");
          List<JsonNode> all = answer.get("deliveries").valueStream().toList();
          assertThat(all.stream().map(each -> each.get("status").intValue()))
              .containsSubsequence(413, 401, 202);
        });
    JsonNode refused =
        TestApp.tree(get(APP, "/api/sources/seen/deliveries?outcome=refused&limit=1"))
            .get("deliveries");
    assertThat(refused).hasSize(1);
    assertThat(refused.at("/0/reason/code").stringValue()).isEqualTo("too-large");
    assertThat(refused.at("/0/bytes").intValue()).isEqualTo(2 << 20);
    JsonNode accepted =
        TestApp.tree(get(APP, "/api/sources/seen/deliveries?outcome=accepted")).at("/deliveries/0");
    assertThat(accepted.get("position").stringValue()).startsWith("webhooks.received.v1-");
    assertThat(accepted.get("id").stringValue()).isEqualTo("guid-1");
    assertThat(accepted.get("type").stringValue()).isEqualTo("push");
    assertThat(accepted.get("address").stringValue()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");

    String path = "/api/sources/seen/deliveries";
    for (String query : List.of("?limit=0", "?limit=501", "?limit=x", "?outcome=lost")) {
      RefusalsIT.problem(get(APP, path + query), 400, "bad-parameter");
    }
    RefusalsIT.problem(
        APP.get(path, "Authorization", "Bearer " + TestApp.OPS_KEY), 404, "unknown-source");
    RefusalsIT.problem(APP.get(path), 401, "credential-missing");
  }

  private static JsonNode create(String sourceKey, String fields) {
    HttpResponse<String> created =
        APP.post(
            "/api/sources", "{\"sourceKey\":\"" + sourceKey + "\",\"name\":\"n\"," + fields + "}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return TestApp.tree(created);
  }

  private static JsonNode rotate(String sourceKey, String body) {
    HttpResponse<String> rotated = APP.post("/api/sources/" + sourceKey + "/rotate", body);
    assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(201);
    return TestApp.tree(rotated);
  }

  private static void change(String sourceKey, String verb) {
    String path = "/api/sources/" + sourceKey + "/" + verb;
    assertThat(APP.json("POST", path, "").statusCode()).isEqualTo(200);
  }

  private static int deliver(TestApp app, String sourceKey, String secret) {
    return app.send(
            "POST",
            "/api/webhook/" + sourceKey,
            BodyPublishers.ofByteArray(BODY),
            "X-Hub-Signature-256",
            "sha256=" + sign(secret),
            "X-GitHub-Delivery",
            "guid-1",
            "X-GitHub-Event",
            "push")
        .statusCode();
  }

  private static JsonNode listed(TestApp app, String sourceKey) {
    return TestApp.tree(get(app, "/api/sources"))
        .get("sources")
        .valueStream()
        .filter(source -> source.get("sourceKey").stringValue().equals(sourceKey))
        .findFirst()
        .orElseThrow();
  }

  private static HttpResponse<String> get(TestApp app, String path) {
    return app.get(path, "Authorization", "Bearer " + TestApp.DEMO_KEY);
  }

  private static Source newest(String sourceKey) throws Exception {
    byte[] value =
        APP.records(TOPIC).stream()
            .filter(record -> latin(record.key()).equals(sourceKey))
            .reduce((earlier, later) -> later)
            .orElseThrow()
            .value();
    return Source.parseFrom(value);
  }

  private static String latin(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void eventually(ThrowingRunnable check) {
    await().pollInterval(Duration.ofMillis(20)).ignoreExceptions().untilAsserted(check);
  }

  /** How long it takes from now, when a change was answered, until deliveries are answered so. */
  private static Duration reaches(TestApp app, String sourceKey, String secret, int status) {
    long changed = System.nanoTime();
    eventually(() -> assertThat(deliver(app, sourceKey, secret)).isEqualTo(status));
    return Duration.ofNanos(System.nanoTime() - changed);
  }

  private static String sign(String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(BODY));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
