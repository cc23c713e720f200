package io.millrace.worker.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.millrace.infra.embedded.RedisServer;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.worker.completion.Chunk;
import io.millrace.worker.lease.Begin.Begun;
import io.millrace.worker.lease.Entry;
import io.millrace.worker.lease.Lane;
import io.millrace.worker.lease.Lease;
import io.millrace.worker.lease.LeaseStore;
import io.millrace.worker.lease.LeaseStores;
import io.millrace.worker.lease.Place;
import io.millrace.worker.lease.Tail;
import io.millrace.worker.redis.Redis;
import io.millrace.worker.redis.RedisClients;
import io.millrace.worker.redis.RedisSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

class TokenWriterIT {

  private static final Place PLACE =
      new Place("demo", "t", Lane.NORMAL, Clock.systemUTC().millis() + 900_000);

  private final RedisServer server = new RedisServer(null, 0);
  private final AtomicBoolean lost = new AtomicBoolean();
  private Redis redis;
  private RedisClient client;
  private RedisCommands<String, String> commands;
  private LeaseStore store;
  private Lease lease;

  @BeforeEach
  void start() {
    server.start();
    client =
        RedisClient.create(
            ClientResources.builder()
                .reconnectDelay(Delay.constant(Duration.ofMillis(100)))
                .build(),
            server.url());
    commands = client.connect().sync();
    redis = new Redis(new RedisSettings(server.url(), Duration.ofSeconds(1)));
    await()
        .until(
            () -> {
              redis.connect();
              return redis.connected();
            });
    store = LeaseStores.of(redis, "first", Duration.ofSeconds(15), Clock.systemUTC());
    lease = ((Begun) store.begin(PLACE, 0, false).block()).lease();
  }

  @AfterEach
  void stop() {
    redis.destroy();
    RedisClients.end(client);
    client.getResources().shutdown();
    server.close();
  }

  @Test
  void add_writesWhatComesTogetherAtOnce() {
    TokenWriter writer = writer(false);
    String text = IntStream.range(0, 500).mapToObj(i -> " w" + i).collect(Collectors.joining());
    IntStream.range(0, 500).forEach(i -> writer.add(new Chunk.Text(" w" + i)));
    writer.add(new Chunk.ToolDelta("[{\"index\":0}]"));
    writer.add(new Chunk.Text("end"));

    await().until(() -> text().equals(text + "end"));
    assertThat(out()).hasSizeLessThan(50).contains("tool [{\"index\":0}]");
    assertThat(writer.close().block().entries()).isEmpty();
  }

  @Test
  void close_givesWhatIsNotWritten() {
    TokenWriter writer = writer(false);
    writer.add(new Chunk.Text("a"));
    writer.add(new Chunk.Text("b"));
    Tail rest = writer.close().block();
    writer.add(new Chunk.Text("too late"));

    assertThat(text() + rest.entries().stream().map(Entry::data).collect(Collectors.joining()))
        .isEqualTo("ab");
    assertThat(writer.close().block()).isEqualTo(rest);
  }

  @Test
  void start_voidsWhatAnEarlierAttemptWrote() {
    store.write(lease, "", List.of(new Entry(AiKeys.TOKEN, "old"))).block();
    TokenWriter writer = writer(true);
    writer.start();
    await().until(() -> out().equals(List.of("token old", "restart ")));
    writer.add(new Chunk.Text("new"));
    await().until(() -> out().equals(List.of("token old", "restart ", "token new")));
  }

  @Test
  void fault_beginsTheAnswerAnew() {
    TokenWriter writer = writer(false);
    writer.add(new Chunk.Text("one "));
    await().until(() -> text().equals("one "));
    server.kill();
    writer.add(new Chunk.Text("two "));
    await().until(() -> !redis.connected());
    server.start();
    writer.add(new Chunk.Text("three"));

    await().ignoreExceptions().until(() -> text().equals("one two three"));
    assertThat(out().get(0)).isEqualTo("restart ");
  }

  @Test
  void streamThatRedisLost_isBegunAnew() {
    TokenWriter writer = writer(false);
    writer.add(new Chunk.Text("one "));
    await().until(() -> text().equals("one "));
    commands.flushall();
    writer.add(new Chunk.Text("two "));
    await().until(() -> text().equals("one two "));
    writer.add(new Chunk.Text("three"));

    await().until(() -> text().equals("one two three"));
    assertThat(out()).startsWith("restart ", "token one two ");
  }

  @Test
  void close_givesAllAnew_forAStreamThatRedisLost() {
    TokenWriter writer = writer(false);
    writer.add(new Chunk.Text("one "));
    await().until(() -> text().equals("one "));
    List<StreamMessage<String, String>> written =
        commands.xrange(AiKeys.out(PLACE.request()), Range.unbounded());

    Tail tail = writer.close().block();
    assertThat(tail.after()).isEqualTo(written.get(written.size() - 1).getId());
    assertThat(tail.anew())
        .containsExactly(new Entry(AiKeys.RESTART, ""), new Entry(AiKeys.TOKEN, "one "));
  }

  @Test
  void lost_isTold_whenSomebodyElseHasTheRequest() {
    TokenWriter writer = writer(false);
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(16));
    LeaseStores.of(redis, "second", Duration.ofSeconds(15), later).begin(PLACE, 0, false).block();
    writer.add(new Chunk.Text("zombie"));

    await().until(lost::get);
    assertThat(out()).isEmpty();
  }

  private TokenWriter writer(boolean restart) {
    return new TokenWriter(store, lease, restart, Schedulers.parallel(), () -> lost.set(true));
  }

  private String text() {
    return out().stream()
        .filter(entry -> entry.startsWith("token "))
        .map(entry -> entry.substring("token ".length()))
        .collect(Collectors.joining());
  }

  private List<String> out() {
    return commands.xrange(AiKeys.out(PLACE.request()), Range.unbounded()).stream()
        .map(entry -> entry.getBody().get(AiKeys.TYPE) + " " + entry.getBody().get(AiKeys.DATA))
        .toList();
  }
}
