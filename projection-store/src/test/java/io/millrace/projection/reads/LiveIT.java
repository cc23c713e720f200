package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.millrace.projection.live.LivePublisher;
import io.millrace.projection.support.TestRedis;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveIT {

  private final ReadApp app = ReadApp.shared();
  private final LivePublisher publisher = app.bean("livePublisher", LivePublisher.class);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private LiveWatch watch(ReadClient client, String channels) throws Exception {
    LiveWatch watch = LiveWatch.of(client, channels);
    open.add(watch);
    return watch;
  }

  private void publish(String tenant, String channel, Map<String, Object> data) {
    Object row = data.getOrDefault("productId", data.getOrDefault("start", ""));
    publisher.publish(tenant, channel, row.toString(), data);
  }

  @Test
  void live_sendsWhatHappensOnItsChannels_ofItsTenantOnly() throws Exception {
    LiveWatch mine = watch(app.client("l-a", "read"), "sales:s1,stock:s1");
    LiveWatch other = watch(app.client("l-b", "read"), "sales:s1");
    mine.awaitWatching("sales:s1");
    mine.awaitWatching("stock:s1");
    other.awaitWatching("sales:s1");
    await()
        .until(
            () -> {
              publish("l-a", "sales:s1", Map.of("start", "x", "currency", "", "revenue", 5));
              return mine.holds("\"revenue\":5");
            });
    publish("l-a", "stock:s2", Map.of("productId", "unseen"));
    publish("l-a", "stock:s1", Map.of("productId", "p1"));
    await().until(() -> mine.holds("\"channel\":\"stock:s1\""));
    publish("l-b", "sales:s1", Map.of("start", "end"));
    await().until(() -> other.holds("end"));
    assertThat(mine.holds("unseen")).isFalse();
    assertThat(other.holds("\"revenue\":5")).isFalse();
  }

  @Test
  void live_afterManyRowsAtOnce_watcherHasEachOrIsToldToReadAgain() throws Exception {
    LiveWatch lines = watch(app.client("l-many", "read"), "stock:s1");
    lines.awaitWatching("stock:s1");
    await()
        .until(
            () -> {
              publish("l-many", "stock:s1", Map.of("productId", "first"));
              return lines.holds("first");
            });
    int rows = 5_000;
    for (int i = 0; i < rows; i++) {
      publish("l-many", "stock:s1", Map.of("productId", "p" + i, "quantity", i));
    }
    await().until(() -> lines.holds("\"p" + (rows - 1) + "\""));
    await()
        .until(
            () ->
                lines.holds("event:reset")
                    || lines
                            .lines()
                            .filter(line -> line.contains("\"quantity\""))
                            .distinct()
                            .count()
                        == rows);
  }

  @Test
  void live_slowWatcher_isConflatedAndStays() throws Exception {
    LiveWatch quick = watch(app.client("l-slow", "read"), "stock:s1");
    quick.awaitWatching("stock:s1");
    RedisClient redis = RedisClient.create(app.redis().url());
    open.add(() -> TestRedis.end(redis));
    try (Socket slow = new Socket();
        StatefulRedisConnection<String, String> publishing = redis.connect()) {
      slow.setReceiveBufferSize(4096);
      slow.setSoTimeout(20_000);
      slow.connect(new InetSocketAddress("localhost", app.port()));
      slow.getOutputStream()
          .write(
              ("GET /api/live?channels=stock:s1 HTTP/1.1\r\nHost: localhost\r\n"
                      + "Authorization: Bearer key-l-slow-read\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = slow.getInputStream();
      readUntil(in, ":watching stock:s1");
      String filler = "x".repeat(20_000);
      int updates = 1_500;
      for (int i = 1; i <= updates; i++) {
        publishing
            .sync()
            .publish(
                LivePublisher.redisChannel("l-slow", "stock:s1"),
                "{\"channel\":\"stock:s1\",\"data\":{\"productId\":\"p\",\"filler\":\""
                    + filler
                    + "\",\"n\":"
                    + i
                    + "}}");
      }
      await().until(() -> quick.holds("\"n\":" + updates + "}"));
      slow.setReceiveBufferSize(1 << 20);
      assertThat(readUntil(in, "\"n\":" + updates + "}"))
          .isLessThan((long) updates * filler.length() / 2);
    }
  }

  /** Reads up to a text and says how many bytes that took. */
  private static long readUntil(InputStream in, String text) throws IOException {
    byte[] buffer = new byte[65_536];
    String tail = "";
    long bytes = 0;
    while (!tail.contains(text)) {
      int read = in.read(buffer);
      assertThat(read).isPositive();
      bytes += read;
      String kept = tail.substring(Math.max(0, tail.length() - text.length()));
      tail = kept + new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
    }
    return bytes;
  }

  @Test
  void live_survivesRedisAway() throws Exception {
    LiveWatch lines = watch(app.client("l-redis", "read"), "sales:s1");
    lines.awaitWatching("sales:s1");
    app.redis().stop();
    app.redis().start();
    await()
        .until(
            () -> {
              publish("l-redis", "sales:s1", Map.of("start", "after"));
              return lines.holds("after");
            });
    assertThat(lines.holds("event:reset")).isTrue();
    assertThat(lines.holds("closed")).isFalse();
  }

  @Test
  void live_refusesWhatIsNoChannel_andTooManyWatchers() throws Exception {
    ReadClient client = app.client("l-bad", "read");
    for (String bad : List.of("", "sales", "sales:", "weather:x", "chat:c", "ops:x")) {
      ReadClient.Answer refused = client.get("/api/live?channels=" + bad);
      assertThat(refused.status()).as(bad).isEqualTo(400);
      assertThat(refused.json().path("parameter").asString()).isEqualTo("channels");
    }
    assertThat(client.get("/api/live?channels=ops").code()).isEqualTo("scope-missing");
    // Those that other tests have closed may still count.
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              HttpResponse<InputStream> one = connect(client);
              if (one.statusCode() == 200) {
                open.add(one.body());
              } else {
                one.body().close();
              }
              return open.size() == ReadApp.MOST_WATCHERS;
            });
    ReadClient.Answer full = client.get("/api/live?channels=sales:x");
    assertThat(full.status()).isEqualTo(503);
    assertThat(full.code()).isEqualTo("too-many-connections");
    assertThat(full.header("Retry-After")).isNotNull();
    close();
    await()
        .until(
            () -> {
              HttpResponse<InputStream> again = connect(client);
              again.body().close();
              return again.statusCode() == 200;
            });
  }

  private static HttpResponse<InputStream> connect(ReadClient client) throws Exception {
    return client
        .http()
        .send(
            client.request("/api/live?channels=sales:x").build(),
            HttpResponse.BodyHandlers.ofInputStream());
  }
}
