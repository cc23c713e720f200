package io.millrace.projection.cache;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.projection.live.Redis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The cache all processes share. Every call fails fast: at once without a connection, within its
 * budget with a slow one, and then nothing is asked for a second.
 */
final class RedisStore {

  private static final Logger log = LoggerFactory.getLogger(RedisStore.class);
  private static final String PREFIX = "cache:";
  private static final String WARM = "cache-warm:";
  private static final String USED_MEMORY = "used_memory:";
  private static final Duration REST = Duration.ofSeconds(1);

  /** Longer than a read of the database may take. */
  private static final Duration LEASE = Duration.ofSeconds(10);

  /** Longer than a transaction of a sink may take. */
  private static final Duration MARKED = Duration.ofSeconds(60);

  private static final int KEYS_A_CALL = 500;
  private static final int SCAN = 1_000;
  private static final int MOST_SCANS = 200;

  private final Redis server;
  private final Duration budget;
  private final String process = UUID.randomUUID().toString();
  private final byte[] mark = Stored.text("T" + process);
  private final AtomicLong leases = new AtomicLong();
  private final BatchedReads reads = new BatchedReads(keys -> ask(redis -> redis.mget(keys)));
  private volatile Redis.@Nullable Connection<byte[]> connection;
  private volatile long restUntil = System.nanoTime();

  RedisStore(Redis server, Duration budget) {
    this.server = server;
    this.budget = budget;
  }

  /** What a key holds, and whose turn it is to fill it. */
  record Turn(byte @Nullable [] body, byte @Nullable [] lease, boolean isAnothers) {}

  /** Connects; to be called again while {@link #isConnected} says no. */
  CompletableFuture<?> connect() {
    return server.connect().thenAccept(opened -> connection = opened).toCompletableFuture();
  }

  void close() {
    Redis.Connection<byte[]> open = connection;
    connection = null;
    if (open != null) {
      open.closeAsync();
    }
  }

  /** Whether there is a connection, which mends itself from then on. */
  boolean isConnected() {
    return connection != null;
  }

  /** Whether an answer may be expected. */
  boolean isUp() {
    Redis.Connection<byte[]> open = connection;
    return open != null && open.isOpen() && System.nanoTime() - restUntil >= 0;
  }

  /** The body under a key if it is of this epoch; null if not. */
  CompletableFuture<byte @Nullable []> get(String key, long epoch) {
    return reads.get(PREFIX + key).thenApply(stored -> Stored.body(stored, epoch));
  }

  /** Tries to take the turn to fill a key. */
  Mono<Turn> takeTurn(String key, long epoch) {
    byte[] lease = Stored.text("L" + process + "-" + leases.incrementAndGet());
    return Mono.fromFuture(
            () ->
                this.<byte[]>eval(
                        Scripts.TAKE_TURN,
                        ScriptOutputType.VALUE,
                        List.of(key),
                        lease,
                        Stored.text(Stored.digits(epoch)),
                        millis(LEASE))
                    .thenApply(held -> turn(held, lease, epoch)))
        .onErrorReturn(new Turn(null, null, false));
  }

  private static Turn turn(byte @Nullable [] held, byte[] lease, long epoch) {
    return held == null
        ? new Turn(null, lease, false)
        : new Turn(Stored.body(held, epoch), null, Stored.isLease(held));
  }

  /** Fills a key, if it is still the lease's turn; nobody waits for it. */
  void fill(String key, byte[] lease, long epoch, byte[] body, Duration ttl) {
    this.<Long>eval(
            Scripts.FILL,
            ScriptOutputType.INTEGER,
            List.of(key),
            lease,
            Stored.value(epoch, body),
            millis(ttl))
        .exceptionally(failure -> 0L);
  }

  /** Marks keys as being changed: they are neither answered from nor filled. Waits. */
  boolean mark(Collection<String> keys) {
    return all(keys, Scripts.MARK, mark, millis(MARKED));
  }

  /** Lets keys be filled anew. Waits. */
  boolean release(Collection<String> keys) {
    return all(keys, Scripts.RELEASE, mark);
  }

  /** Tells all processes that listen; gets lost where there is no connection. */
  void publish(String channel, String message) {
    ask(redis -> redis.publish(channel, Stored.text(message))).exceptionally(failure -> 0L);
  }

  /** How many keys Redis holds for this cache; of very many, how many were seen in time. */
  Mono<Long> size() {
    return Mono.fromFuture(() -> scan(null, 0, 0));
  }

  /** Bytes that Redis takes, for this and everything else; those of all nodes of a Cluster. */
  Mono<Long> memory() {
    return Mono.fromFuture(() -> ask(RedisStore::infos))
        .map(infos -> infos.stream().mapToLong(RedisStore::usedMemory).sum());
  }

  private static CompletionStage<List<String>> infos(
      RedisClusterAsyncCommands<String, byte[]> redis) {
    return redis instanceof RedisAdvancedClusterAsyncCommands<String, byte[]> cluster
        ? cluster.upstream().commands().info("memory")
        : redis.info("memory").thenApply(List::of);
  }

  private static long usedMemory(String info) {
    return info.lines()
        .filter(line -> line.startsWith(USED_MEMORY))
        .mapToLong(line -> Long.parseLong(line.substring(USED_MEMORY.length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  /** The epoch of which Redis was filled with what is asked for most; none if long ago. */
  Mono<Long> warmEpoch(String cache) {
    return Mono.fromFuture(() -> ask(redis -> redis.get(WARM + cache)))
        .map(epoch -> Long.parseLong(new String(epoch, StandardCharsets.US_ASCII)));
  }

  /** Notes that Redis was filled with what is asked for most. */
  Mono<Void> warmed(String cache, long epoch, Duration life) {
    byte[] value = Stored.text(Long.toString(epoch));
    return Mono.fromFuture(() -> ask(redis -> redis.psetex(WARM + cache, life.toMillis(), value)))
        .then();
  }

  private CompletableFuture<Long> scan(
      @Nullable KeyScanCursor<String> before, int scans, long counted) {
    ScanArgs args = ScanArgs.Builder.matches(PREFIX + "*").limit(SCAN);
    CompletableFuture<KeyScanCursor<String>> next =
        ask(redis -> before == null ? redis.scan(args) : redis.scan(before, args));
    return next.thenCompose(
        cursor -> {
          long count = counted + cursor.getKeys().size();
          return cursor.isFinished() || scans == MOST_SCANS
              ? CompletableFuture.completedFuture(count)
              : scan(cursor, scans + 1, count);
        });
  }

  private boolean all(Collection<String> keys, String script, byte[]... values) {
    List<CompletableFuture<Long>> calls = new ArrayList<>();
    for (List<String> together : together(keys)) {
      for (int from = 0; from < together.size(); from += KEYS_A_CALL) {
        List<String> some = together.subList(from, Math.min(together.size(), from + KEYS_A_CALL));
        calls.add(eval(script, ScriptOutputType.INTEGER, some, values));
      }
    }
    try {
      CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Keys that one script may see: all of them, but in a Cluster those of one slot. */
  private Collection<List<String>> together(Collection<String> keys) {
    return server.isCluster()
        ? keys.stream()
            .collect(Collectors.groupingBy(key -> SlotHash.getSlot(PREFIX + key)))
            .values()
        : List.of(List.copyOf(keys));
  }

  private <T> CompletableFuture<T> eval(
      String script, ScriptOutputType type, List<String> keys, byte[]... values) {
    String[] names = keys.stream().map(key -> PREFIX + key).toArray(String[]::new);
    return ask(redis -> redis.eval(script, type, names, values));
  }

  private <T> CompletableFuture<T> ask(
      Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
    Redis.Connection<byte[]> open = connection;
    if (open == null || !isUp()) {
      return CompletableFuture.failedFuture(new IllegalStateException("Redis is away"));
    }
    try {
      return command
          .apply(open.commands())
          .toCompletableFuture()
          .orTimeout(budget.toMillis(), TimeUnit.MILLISECONDS)
          .whenComplete((answer, failure) -> rest(failure));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void rest(@Nullable Throwable failure) {
    if (failure != null) {
      log.debug("no answer from the cache: {}", failure.toString());
      restUntil = System.nanoTime() + REST.toNanos();
    }
  }

  private static byte[] millis(Duration duration) {
    return Stored.text(Long.toString(duration.toMillis()));
  }
}
