package io.millrace.projection.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Look-ups of one projection: from the memory of this process for a second or two, else from Redis,
 * else from the database. An answer is never older than it says. Many who miss the same key read
 * the database once, and mostly once in all processes. Without Redis there is the memory and the
 * database. Any thread; nothing blocks.
 */
public final class LookupCache {

  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final int PAUSES = 10;

  private final CacheSettings settings;
  private final Moments moments;
  private final NearCache near;
  private final RedisStore redis;
  private final CacheMetrics metrics;
  private final ConcurrentHashMap<String, Mono<Entry>> loading = new ConcurrentHashMap<>();

  LookupCache(
      CacheSettings settings,
      Moments moments,
      NearCache near,
      RedisStore redis,
      CacheMetrics metrics) {
    this.settings = settings;
    this.moments = moments;
    this.near = near;
    this.redis = redis;
    this.metrics = metrics;
  }

  /** What this process remembers, or null. */
  public @Nullable Entry near(String key) {
    Entry entry = near.get(key);
    if (entry != null) {
      metrics.nearHits.increment();
    }
    return entry;
  }

  /** What Redis has, or nothing where it has nothing or is away. */
  public Mono<Entry> shared(String key) {
    if (!redis.isUp()) {
      return Mono.empty();
    }
    long changes = near.changes();
    Moment recent = moments.recent();
    return recent == null
        ? moments.now().flatMap(moment -> shared(key, moment, changes))
        : shared(key, recent, changes);
  }

  /** What is remembered, or else what the loader reads. */
  public Mono<Entry> get(String key, Supplier<Mono<Loaded>> loader) {
    Entry entry = near(key);
    return entry == null
        ? shared(key).switchIfEmpty(Mono.defer(() -> load(key, loader)))
        : Mono.just(entry);
  }

  /** Makes this process ask again, so that who has just read something newer does not go back. */
  public void forget(String key) {
    loading.remove(key);
    near.evict(List.of(key));
  }

  private Mono<Entry> shared(String key, Moment moment, long changes) {
    return Mono.fromFuture(redis.get(key, moment.epoch()), true)
        .onErrorResume(failure -> Mono.empty())
        .map(
            body -> {
              metrics.redisHits.increment();
              return remembered(key, new Entry(body, moment.asOf()), changes);
            });
  }

  private Mono<Entry> load(String key, Supplier<Mono<Loaded>> loader) {
    return loading.computeIfAbsent(
        key,
        absent ->
            Mono.defer(
                    () -> {
                      long changes = near.changes();
                      return moments.now().flatMap(moment -> load(key, loader, moment, changes));
                    })
                .doFinally(end -> loading.remove(key))
                .cache());
  }

  private Mono<Entry> load(String key, Supplier<Mono<Loaded>> loader, Moment moment, long changes) {
    return redis
        .takeTurn(key, moment.epoch())
        .flatMap(
            turn -> {
              byte[] body = turn.body();
              if (body != null) {
                metrics.redisHits.increment();
                return Mono.just(remembered(key, new Entry(body, moment.asOf()), changes));
              }
              Mono<Entry> read = read(key, loader, moment, turn.lease(), changes);
              return turn.isAnothers() ? awaited(key, moment, changes).switchIfEmpty(read) : read;
            });
  }

  /** What another process is about to fill in; nothing if that takes too long. */
  private Mono<Entry> awaited(String key, Moment moment, long changes) {
    return Mono.defer(() -> shared(key, moment, changes))
        .repeatWhenEmpty(PAUSES, pauses -> pauses.delayElements(PAUSE))
        .onErrorResume(IllegalStateException.class, tooLong -> Mono.empty());
  }

  private Mono<Entry> read(
      String key,
      Supplier<Mono<Loaded>> loader,
      Moment moment,
      byte @Nullable [] lease,
      long changes) {
    return Mono.defer(loader)
        .map(
            loaded -> {
              metrics.misses.increment();
              if (lease != null) {
                Duration ttl = loaded.nothing() ? settings.ttlOfNothing() : settings.ttl();
                redis.fill(key, lease, moment.epoch(), loaded.body(), ttl);
              }
              return remembered(key, new Entry(loaded.body(), moment.asOf()), changes);
            });
  }

  private Entry remembered(String key, Entry entry, long changesBefore) {
    near.put(key, entry, changesBefore);
    return entry;
  }
}
