package io.millrace.projection.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.infra.embedded.RedisCluster;
import io.millrace.schemas.ai.AiKeys;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import tools.jackson.databind.json.JsonMapper;

class RedisIT {

  @Test
  void settings_takeEveryFormAndHideThePassword() {
    assertThat(settings("redis://:secret@one:1").toString()).contains("one").doesNotContain("cret");
    assertThat(settings("rediss://one:1").uris()).singleElement().matches(uri -> uri.isSsl());
    assertThat(settings("redis-sentinel://one:1,two:2/0#main").uris())
        .singleElement()
        .matches(uri -> uri.getSentinels().size() == 2);
    assertThat(settings("redis://one:1,two:2").uris())
        .extracting(uri -> uri.getHost() + uri.getPort())
        .containsExactly("one1", "two2");
  }

  @Test
  void close_waitsForNoConnectionThatIsBeingMade() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Redis redis =
          new Redis(
              new RedisSettings(
                  "redis://127.0.0.1:" + silent.getLocalPort(), Duration.ofMinutes(10)));
      redis.connect();
      CompletableFuture.runAsync(redis::close).get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void cluster_carriesUpdatesResetsAndAnswers() throws Exception {
    try (RedisCluster cluster = new RedisCluster()) {
      cluster.start();
      try (Redis here = redis(cluster);
          Redis there = redis(cluster);
          LivePublisher publisher = LiveFixture.publisher(there)) {
        updates(publisher, new LiveSubscriptions(here, JsonMapper.builder().build()));
        answers(here);
      }
    }
  }

  private static void updates(LivePublisher publisher, LiveSubscriptions subscriptions) {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    LiveSession session = new LiveSession();
    Disposable reader =
        session.events().subscribe(event -> seen.add(event.event() + " " + event.data()));
    subscriptions.start();
    List<LiveChannel> channels =
        List.of(
            LiveChannel.parse("stock:s1"),
            LiveChannel.parse("stock:s2"),
            LiveChannel.parse("sales:s1"));
    subscriptions.add("t", channels, session);
    for (String store : List.of("s1", "s2")) {
      await()
          .until(
              () -> {
                publisher.publish("t", "stock:" + store, "p", Map.of("productId", "in-" + store));
                return seen.stream().anyMatch(event -> event.contains("in-" + store));
              });
    }
    publisher.resetAll("stock");
    await().until(() -> seen.contains("reset {\"channel\":\"stock:s1\"}"));
    await().until(() -> seen.contains("reset {\"channel\":\"stock:s2\"}"));
    assertThat(seen).doesNotContain("reset {\"channel\":\"sales:s1\"}");
    subscriptions.stop();
    reader.dispose();
  }

  /** As readers of answers ask: several streams and results at once. */
  @SuppressWarnings("unchecked") // an array of offsets
  private static void answers(Redis redis) throws Exception {
    RedisClusterAsyncCommands<String, byte[]> commands =
        redis.connect().toCompletableFuture().get(60, TimeUnit.SECONDS).commands();
    String one = AiKeys.request("t", "one");
    String two = AiKeys.request("other", "two");
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    commands.xadd(AiKeys.out(two), Map.of(AiKeys.DATA, text)).get(60, TimeUnit.SECONDS);
    commands.set(AiKeys.result(one), text).get(60, TimeUnit.SECONDS);
    assertThat(
            commands
                .xread(
                    XReadArgs.Builder.block(10),
                    StreamOffset.from(AiKeys.out(one), "0"),
                    StreamOffset.from(AiKeys.out(two), "0"))
                .get(60, TimeUnit.SECONDS))
        .hasSize(1);
    assertThat(
            commands.mget(AiKeys.result(two), AiKeys.result(one)).get(60, TimeUnit.SECONDS).stream()
                .filter(value -> value.hasValue()))
        .hasSize(1);
  }

  private static Redis redis(RedisCluster cluster) {
    return new Redis(new RedisSettings(cluster.url(), Duration.ofSeconds(10)));
  }

  private static RedisSettings settings(String url) {
    return new RedisSettings(url, Duration.ofMillis(50));
  }
}
