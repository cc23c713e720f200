package io.millrace.ingest.answer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.ingest.redis.Redis;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Reads answers as they come: one read at a time for all that are waited for, on a connection of
 * its own, as it waits in Redis. Nothing is asked while nobody waits. Any thread.
 */
public final class Answers {

  private static final Logger log = LoggerFactory.getLogger(Answers.class);

  /** A read waits so long; who comes meanwhile is in the next. */
  private static final Duration READ = Duration.ofMillis(20);

  /** After a read that failed. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final int MOST_AT_ONCE = 200;

  private final Redis redis;
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean reading = new AtomicBoolean();
  private final AtomicInteger open = new AtomicInteger();

  Answers(Redis redis) {
    this.redis = redis;
  }

  /** How many answers are waited for. */
  public int open() {
    return open.get();
  }

  /** Whether answers can be read now. */
  public boolean available() {
    return redis.commands() != null;
  }

  /**
   * A request's answer from its beginning to its last entry. While Redis is away it stands still;
   * it never fails.
   */
  public Flux<Entry> follow(String request) {
    return Flux.create(
        sink -> {
          Follower follower = new Follower(AiKeys.out(request), sink);
          open.incrementAndGet();
          sink.onDispose(
              () -> {
                if (followers.remove(follower)) {
                  open.decrementAndGet();
                }
              });
          followers.add(follower);
          sink.onRequest(wanted -> wake());
          wake();
        });
  }

  /** The result of a request that has ended; empty for one that has not, or while Redis is away. */
  public Mono<AiResult> result(String request) {
    return Mono.create(
        sink -> {
          RedisClusterAsyncCommands<byte[], byte[]> commands = redis.commands();
          if (commands == null) {
            sink.success();
            return;
          }
          var unused =
              commands
                  .get(bytes(AiKeys.result(request)))
                  .whenComplete(
                      (value, fault) -> sink.success(value == null ? null : parse(value)));
        });
  }

  private static @Nullable AiResult parse(byte[] value) {
    try {
      return AiResult.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      log.error("result_unreadable error={}", e.toString());
      return null;
    }
  }

  private void wake() {
    if (!followers.isEmpty() && reading.compareAndSet(false, true)) {
      read();
    }
  }

  /** Reads what is wanted, and again; ends when nothing is. */
  private void read() {
    Map<String, Follower> wanted = new HashMap<>();
    for (Follower follower : followers) {
      if (follower.wants()) {
        wanted.merge(follower.key(), follower, Follower::behind);
      }
    }
    if (wanted.isEmpty()) {
      reading.set(false);
      if (followers.stream().anyMatch(Follower::wants)) {
        wake();
      }
      return;
    }
    RedisClusterAsyncCommands<byte[], byte[]> commands = redis.reading();
    if (commands == null) {
      readLater();
      return;
    }
    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a parameterised type
    XReadArgs.StreamOffset<byte[]>[] offsets =
        wanted.values().stream()
            .map(each -> XReadArgs.StreamOffset.from(bytes(each.key()), each.seen()))
            .toArray(XReadArgs.StreamOffset[]::new);
    XReadArgs args = XReadArgs.Builder.block(READ).count(MOST_AT_ONCE);
    try {
      var unused = commands.xread(args, offsets).whenComplete(this::came);
    } catch (RuntimeException e) {
      came(null, e);
    }
  }

  private void came(
      @Nullable List<StreamMessage<byte[], byte[]>> messages, @Nullable Throwable fault) {
    if (fault != null) {
      log.debug("answers_not_read", fault);
      readLater();
      return;
    }
    if (messages != null) {
      for (StreamMessage<byte[], byte[]> message : messages) {
        String key = new String(message.getStream(), StandardCharsets.UTF_8);
        for (Follower follower : followers) {
          if (follower.key().equals(key)) {
            follower.take(message);
          }
        }
      }
    }
    read();
  }

  private void readLater() {
    var unused =
        Schedulers.parallel().schedule(this::read, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
