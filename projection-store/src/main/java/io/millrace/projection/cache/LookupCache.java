package io.millrace.projection.cache;

import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.ReadDatabase.Server;
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
 * database; while the primary is away, its replica. Any thread; nothing blocks.
 */
public final class LookupCache {

  /**
   * How long a process answers from what is remembered without asking the database whether it still
   * may: who closes the cache there waits as long before it changes what readers see.
   */
  public static final Duration ANSWERS_WITHOUT_ASKING = Duration.ofMillis(100);

  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final int PAUSES = 10;

  private final CacheSettings settings;
  private final ReadDatabase database;
  private final MomentReader reader;
  private final Moments moments;
  private final NearCache near;
  private final RedisStore redis;
  private final CacheMetrics metrics;
  private final AskedKeys asked;
  private final ConcurrentHashMap<String, Loading> loading = new ConcurrentHashMap<>();

  /** A read under way that everybody of the epoch waits for. */
  private record Loading(long epoch, Mono<Entry> entry) {}

  LookupCache(
      CacheSettings settings,
      ReadDatabase database,
      MomentReader reader,
      Moments moments,
      NearCache near,
      RedisStore redis,
      CacheMetrics metrics,
      AskedKeys asked) {
    this.settings = settings;
    this.database = database;
    this.reader = reader;
    this.moments = moments;
    this.near = near;
    this.redis = redis;
    this.metrics = metrics;
    this.asked = asked;
  }

  /** What this process remembers and may still answer, or null. */
  public @Nullable Entry near(String key) {
    Moment moment = moments.recent();
    return moment == null ? null : near(key, moment);
  }

  /** What is remembered, or nothing where nobody has it or Redis is away. */
  public Mono<Entry> shared(String key) {
    long changes = near.changes();
    Moment recent = moments.recent();
    return recent == null
        ? moments.now().flatMap(moment -> remembered(key, moment, changes))
        : fromRedis(key, recent, changes);
  }

  /** What is remembered, or else what the loader reads. */
  public Mono<Entry> get(String key, Supplier<Mono<Loaded>> loader) {
    Entry entry = near(key);
    return entry == null
        ? shared(key).switchIfEmpty(Mono.defer(() -> load(key, loader)))
        : Mono.just(entry);
  }

  /** Has Redis hold a key, if it does not yet; true if the loader was asked. */
  public Mono<Boolean> warm(String key, Supplier<Mono<Loaded>> loader) {
    return moments
        .now()
        .filter(Moment::mayFill)
        .flatMap(
            moment ->
                redis
                    .takeTurn(key, moment.epoch())
                    .flatMap(turn -> warm(key, loader, moment, turn.lease())))
        .defaultIfEmpty(false);
  }

  /** Makes this process ask again, so that who has just read something newer does not go back. */
  public void forget(String key) {
    loading.remove(key);
    near.evict(List.of(key));
  }

  private Mono<Boolean> warm(
      String key, Supplier<Mono<Loaded>> loader, Moment moment, byte @Nullable [] lease) {
    return lease == null
        ? Mono.just(false)
        : read(moment.server(), loader).map(loaded -> fill(key, lease, moment, loaded));
  }

  private @Nullable Entry near(String key, Moment moment) {
    Entry entry = near.get(key, moment.epoch());
    if (entry != null) {
      metrics.nearHits.increment();
      asked.count(key, entry);
    }
    return entry;
  }

  private Mono<Entry> remembered(String key, Moment moment, long changes) {
    Entry entry = near(key, moment);
    return entry == null ? fromRedis(key, moment, changes) : Mono.just(entry);
  }

  private Mono<Entry> fromRedis(String key, Moment moment, long changes) {
    if (moment.isClosed() || !redis.isUp()) {
      return Mono.empty();
    }
    return Mono.fromFuture(redis.get(key, moment.epoch()), true)
        .onErrorResume(failure -> Mono.empty())
        .map(body -> hit(key, body, moment, changes));
  }

  private Mono<Entry> load(String key, Supplier<Mono<Loaded>> loader) {
    long changes = near.changes();
    return moments
        .now()
        .flatMap(
            moment ->
                moment.mayFill()
                    ? together(key, loader, moment, changes)
                    : only(key, loader, moment))
        .onErrorResume(
            database::isReplicaLeft,
            failure -> reader.of(Server.REPLICA).flatMap(moment -> only(key, loader, moment)));
  }

  /** Who asks in a later epoch does not wait for who read in an earlier one. */
  private Mono<Entry> together(
      String key, Supplier<Mono<Loaded>> loader, Moment moment, long changes) {
    return loading
        .compute(
            key,
            (same, before) ->
                before != null && before.epoch() == moment.epoch()
                    ? before
                    : new Loading(
                        moment.epoch(),
                        load(key, loader, moment, changes)
                            .doFinally(end -> loaded(key, moment))
                            .cache()))
        .entry();
  }

  private void loaded(String key, Moment moment) {
    loading.computeIfPresent(key, (same, now) -> now.epoch() == moment.epoch() ? null : now);
  }

  private Mono<Entry> load(String key, Supplier<Mono<Loaded>> loader, Moment moment, long changes) {
    return redis
        .takeTurn(key, moment.epoch())
        .flatMap(
            turn -> {
              byte[] body = turn.body();
              if (body != null) {
                return Mono.just(hit(key, body, moment, changes));
              }
              Mono<Entry> read = missed(key, loader, moment, turn.lease(), changes);
              return turn.isAnothers() ? awaited(key, moment, changes).switchIfEmpty(read) : read;
            });
  }

  /** What another process is about to fill in; nothing if that takes too long. */
  private Mono<Entry> awaited(String key, Moment moment, long changes) {
    return Mono.defer(() -> fromRedis(key, moment, changes))
        .repeatWhenEmpty(PAUSES, pauses -> pauses.delayElements(PAUSE))
        .onErrorResume(IllegalStateException.class, tooLong -> Mono.empty());
  }

  private Mono<Entry> missed(
      String key,
      Supplier<Mono<Loaded>> loader,
      Moment moment,
      byte @Nullable [] lease,
      long changes) {
    return only(key, loader, moment, lease).doOnNext(entry -> near.put(key, entry, changes));
  }

  /**
   * Reads for who asks alone: what a replica has, or what may change at once, is not remembered.
   */
  private Mono<Entry> only(String key, Supplier<Mono<Loaded>> loader, Moment moment) {
    return only(key, loader, moment, null);
  }

  private Mono<Entry> only(
      String key, Supplier<Mono<Loaded>> loader, Moment moment, byte @Nullable [] lease) {
    return read(moment.server(), loader)
        .map(
            loaded -> {
              metrics.misses.increment();
              if (lease != null) {
                fill(key, lease, moment, loaded);
              }
              Entry entry = new Entry(loaded.body(), moment.asOf(), moment.epoch());
              if (!loaded.nothing()) {
                asked.count(key, entry);
              }
              return entry;
            });
  }

  private static Mono<Loaded> read(Server server, Supplier<Mono<Loaded>> loader) {
    return ReadDatabase.on(server, Mono.defer(loader));
  }

  private boolean fill(String key, byte[] lease, Moment moment, Loaded loaded) {
    Duration ttl = loaded.nothing() ? settings.ttlOfNothing() : settings.ttl();
    redis.fill(key, lease, moment.epoch(), loaded.body(), ttl);
    return true;
  }

  private Entry hit(String key, byte[] body, Moment moment, long changesBefore) {
    metrics.redisHits.increment();
    Entry entry = new Entry(body, moment.asOf(), moment.epoch());
    asked.count(key, entry);
    near.put(key, entry, changesBefore);
    return entry;
  }
}
