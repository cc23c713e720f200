package io.millrace.ingest.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class RedisIT {

  @Test
  void commands_comeAndGoWithTheServer() throws ExecutionException, InterruptedException {
    try (RedisServer server = new RedisServer(null, 0);
        Redis redis = new Redis(new RedisSettings(server.url(), Duration.ofSeconds(2)))) {
      redis.probe();
      assertThat(redis.commands()).as("no server yet").isNull();

      server.start();
      awaitAnswering(redis, true);
      assertThat(redis.commands().get(bytes("nothing")).get()).isNull();

      server.kill();
      awaitAnswering(redis, false);
      assertThat(redis.commands()).isNull();

      server.start();
      awaitAnswering(redis, true);

      redis.suspend();
      assertThat(redis.commands()).as("until the next ping").isNull();
      awaitAnswering(redis, true);
    }
  }

  @Test
  void settings_takeEveryFormAndHideThePassword() {
    assertThat(settings("redis://:secret@one:1").toString()).contains("one").doesNotContain("cret");
    assertThat(settings("rediss://one:1").uris()).singleElement().matches(uri -> uri.isSsl());
    assertThat(settings("redis-sentinel://one:1,two:2/0#main").uris())
        .singleElement()
        .matches(uri -> uri.getSentinels().size() == 2);
    assertThat(settings("redis://one:1,two:2").uris()).hasSize(2);
  }

  private static RedisSettings settings(String url) {
    return new RedisSettings(url, Duration.ofMillis(50));
  }

  private static void awaitAnswering(Redis redis, boolean answering) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              redis.probe();
              return redis.answering() == answering;
            });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
