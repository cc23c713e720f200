package io.millrace.ingest.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.millrace.infra.embedded.Stack;
import io.millrace.ingest.TestApp;
import io.millrace.ingest.dedupe.Claim;
import io.millrace.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What comes twice, on one instance with Redis. */
class DuplicatesIT {

  private static final String MOVEMENT =
      "{\"movementId\":\"%s\",\"storeId\":\"s\",\"productId\":\"p\",\"quantity\":%d,\"reason\":\"delivery\"}";

  /** Where RFC 1952 has the time of zipping. */
  private static final int GZIP_TIME = 4;

  private static final byte[] IDS = RedisKeys.recentIds(RedisKeys.tagOf(0));

  private final TestApp app = TestApp.shared();

  @BeforeEach
  void awaitRedis() {
    awaitRedis(app);
  }

  private static void awaitRedis(TestApp app) {
    await().until(() -> app.get("/api/health").body().contains("\"redis\":{\"status\":\"ok\"}"));
  }

  @Test
  void eventClaimedByAnInstanceThatDied_isStored() {
    String source = source();
    byte[] body = bytes("{\"n\":1}");
    Claim claim = claim(source, "d1", body);
    Claim another = claim(source, "d2", bytes("another"));
    inRedis(
        redis -> {
          redis.hset(IDS, claim.id(), keptNow(claim));
          return redis.hset(IDS, another.id(), keptNow(another));
        });

    JsonNode stored = TestApp.tree(deliver(source, "d1", "{\"n\":1}"));
    assertThat(stored.get("duplicate").booleanValue()).isFalse();
    assertThat(app.record(stored).value()).isEqualTo(body);
    assertThat(TestApp.tree(deliver(source, "d1", "{\"n\":1}")).get("duplicate").booleanValue())
        .isTrue();

    HttpResponse<String> contradiction = deliver(source, "d2", "{\"n\":1}");
    assertThat(contradiction.statusCode()).isEqualTo(409);
    assertThat(TestApp.tree(contradiction).get("code").stringValue()).isEqualTo("id-in-flight");
    assertThat(contradiction.headers().firstValue("Retry-After")).hasValue("1");
  }

  @Test
  void markOfOneKey_isKnownAgainAndIsNobodyElses() {
    String path = "/api/chat/marked/read";
    String body = "{\"upToMessageId\":\"m1\"}";
    JsonNode first =
        TestApp.tree(app.post(path, body, "X-User-Id", "bob", "Idempotency-Key", "mark-1"));
    JsonNode again =
        TestApp.tree(app.post(path, body, "X-User-Id", "bob", "Idempotency-Key", "mark-1"));

    assertThat(first.get("id").stringValue()).isEqualTo("mark-1");
    assertThat(again.get("duplicate").booleanValue()).isTrue();
    assertThat(again.get("position")).isEqualTo(first.get("position"));
    assertThat(app.post(path, body, "X-User-Id", "ann", "Idempotency-Key", "mark-1").statusCode())
        .isEqualTo(409);
  }

  @Test
  void claimOfAnother_outlivesARetryThatTheLogRefuses() {
    String source = source();
    Claim another = claim(source, "d1", bytes("{}"));
    Claim own = claim(source, "d2", bytes("{}"));
    try (TestApp full =
        new TestApp(
            Stack.shared().kafkaBootstrapServers(),
            "--ingest.kafka.max-in-flight-bytes=1B",
            "--ingest.redis.url=" + Stack.shared().redisUrl())) {
      full.awaitReady();
      awaitRedis(full);
      byte[] planted = keptNow(another);
      inRedis(redis -> redis.hset(IDS, another.id(), planted));

      for (String id : List.of("d1", "d2", "d3")) {
        HttpResponse<String> refused = deliver(full, source, id, "{}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(TestApp.tree(refused).get("code").stringValue()).isEqualTo("overloaded");
      }

      // A release goes out with the next request's check, at the latest.
      assertThat(kept(another)).isEqualTo(planted);
      assertThat(kept(own)).isNull();
    }
  }

  /** What says that a delivery is about to be stored. */
  private static Claim claim(String source, String id, byte[] body) {
    String identity = "/tenants/demo/sources/" + source + " " + id;
    return Claim.of("webhook", identity, Topics.WEBHOOKS_RECEIVED.name(), Claim.bodyOf(body));
  }

  private static byte[] kept(Claim claim) {
    return inRedis(redis -> redis.hget(IDS, claim.id()));
  }

  private static <T> T inRedis(Function<RedisCommands<byte[], byte[]>, T> work) {
    RedisClient client = RedisClient.create(Stack.shared().redisUrl());
    try (StatefulRedisConnection<byte[], byte[]> redis = client.connect(ByteArrayCodec.INSTANCE)) {
      return work.apply(redis.sync());
    } finally {
      client.shutdown();
    }
  }

  private static byte[] keptNow(Claim claim) {
    byte[] claimed = claim.claimed();
    int now = (int) Instant.now().getEpochSecond();
    return ByteBuffer.allocate(claimed.length + Integer.BYTES).put(claimed).putInt(now).array();
  }

  @Test
  void sameEventAgainAtOnce_isADuplicateOnTheSameInstance() {
    String source = source();
    JsonNode first = TestApp.tree(deliver(source, "d1", "{\"n\":1}"));
    JsonNode again = TestApp.tree(deliver(source, "d1", "{\"n\":1}"));

    assertThat(again.get("duplicate").booleanValue()).isTrue();
    assertThat(again.get("position")).isEqualTo(first.get("position"));
    assertThat(deliver(source, "d1", "{\"n\":2}").statusCode()).isEqualTo(409);
    assertThat(deliver(source, "d2", "{\"n\":2}").statusCode()).isEqualTo(202);
    assertThat(
            app.records(Topics.WEBHOOKS_RECEIVED.name()).stream().filter(r -> has(r.key(), source)))
        .hasSize(2);
  }

  private static boolean has(byte[] key, String text) {
    return new String(key, StandardCharsets.UTF_8).contains(text);
  }

  private String source() {
    String key = "src-" + UUID.randomUUID();
    HttpResponse<String> made =
        app.post(
            "/api/sources",
            "{\"sourceKey\":\"%s\",\"name\":\"n\",\"scheme\":\"none\"}".formatted(key));
    assertThat(made.statusCode()).isEqualTo(201);
    return key;
  }

  private HttpResponse<String> deliver(String source, String id, String body) {
    return deliver(app, source, id, body);
  }

  private static HttpResponse<String> deliver(TestApp app, String source, String id, String body) {
    return app.post("/api/webhook/" + source, body, "webhook-id", id);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void sameDeliveryGzippedAgain_isADuplicate() throws IOException {
    String source = source();
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes("{\"n\":1}"));
    }
    byte[] first = zipped.toByteArray();
    byte[] later = first.clone();
    later[GZIP_TIME]++;

    assertThat(deliverGzip(source, first).body()).contains("\"duplicate\":false");
    HttpResponse<String> again = deliverGzip(source, later);

    assertThat(again.statusCode()).as(again.body()).isEqualTo(202);
    assertThat(again.body()).contains("\"duplicate\":true");
  }

  private HttpResponse<String> deliverGzip(String source, byte[] zipped) {
    return app.send(
        "POST",
        "/api/webhook/" + source,
        BodyPublishers.ofByteArray(zipped),
        "Content-Encoding",
        "gzip",
        "webhook-id",
        "d1");
  }

  @Test
  void idempotencyKey_namesWhatHasNoId() {
    String user = "user-" + UUID.randomUUID();
    String key = "key-" + UUID.randomUUID();
    String path = "/api/chat/c/messages";
    String[] headers = {"X-User-Id", user, "Idempotency-Key", key};
    JsonNode first = TestApp.tree(app.post(path, "{\"text\":\"hi\"}", headers));
    assertThat(first.get("id").stringValue()).isEqualTo(key);
    assertThat(
            TestApp.tree(app.post(path, "{\"text\":\"hi\"}", headers))
                .get("duplicate")
                .booleanValue())
        .isTrue();
    assertThat(app.post(path, "{\"text\":\"ho\"}", headers).statusCode()).isEqualTo(409);

    String product = "{\"name\":\"tea\",\"price\":100}";
    String[] named = {"Idempotency-Key", key};
    assertThat(app.json("PUT", "/api/products/a", product, named).body())
        .contains("duplicate\":false");
    assertThat(app.json("PUT", "/api/products/a", product, named).body())
        .contains("duplicate\":true");
    assertThat(app.json("PUT", "/api/products/b", product, named).statusCode()).isEqualTo(409);
    assertThat(app.json("PUT", "/api/products/a", product).body()).contains("duplicate\":false");
  }

  /** Tried again where so long passes between the two that the first no longer counts. */
  @Test
  void bodyThatIsRefused_leavesNoClaim() {
    await()
        .untilAsserted(
            () -> {
              HttpResponse<String> right = rightAfterWrong();
              assertThat(TestApp.tree(right).get("duplicate").booleanValue()).isFalse();
              assertThat(right.headers().firstValue("RateLimit-Remaining").orElse(""))
                  .as("both count")
                  .isEqualTo("98");
            });
  }

  private HttpResponse<String> rightAfterWrong() {
    String user = "user-" + UUID.randomUUID();
    String right = MOVEMENT.formatted(UUID.randomUUID(), 1);
    String wrong = right.replace("delivery", "gift");
    assertThat(app.post("/api/stock/movements", wrong, "X-User-Id", user).statusCode())
        .isEqualTo(422);
    return app.post("/api/stock/movements", right, "X-User-Id", user);
  }
}
