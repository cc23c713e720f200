package io.millrace.projection.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.live.Redis;
import io.millrace.projection.metrics.Metric;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.ReadDatabase.Server;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The cache of products, put together, connected and looked after. */
@Component
public final class Caches implements SmartLifecycle {

  private static final String NAME = "products";
  private static final String SEARCHES = "searches";
  private static final String CHANNEL = "cache:changes:" + NAME;

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration EXCHANGE = Duration.ofSeconds(10);
  private static final Duration A_LOOK = Duration.ofSeconds(2);
  private static final int WARM_OF_TENANT = 200;
  private static final int WARM_ALTOGETHER = 5_000;
  private static final int KEPT_OF_TENANT = 1_000;
  private static final int LOADED_AT_ONCE = 8;

  private final CacheSettings settings;
  private final NearCache near;
  private final RedisStore redis;
  private final ReadDatabase database;
  private final MomentReader reader;
  private final Moments moments;
  private final Moments ofReplica;
  private final EpochQuery epochs;
  private final AskedKeysQuery most;
  private final AskedKeys asked = new AskedKeys();
  private final CacheUse use;
  private final MeterRegistry registry;
  private final Invalidations invalidations;
  private final CacheMetrics metrics;
  private @Nullable Disposable ticker;

  Caches(
      CacheSettings settings,
      Freshness freshness,
      ReadDatabase database,
      EpochQuery epochs,
      AskedKeysQuery most,
      CacheFiguresQuery figures,
      Redis server,
      MeterRegistry registry) {
    this.settings = settings;
    this.epochs = epochs;
    this.near = new NearCache(settings, Ticker.systemTicker());
    this.redis = new RedisStore(server, settings.redisBudget());
    this.database = database;
    this.most = most;
    this.registry = registry;
    this.reader = new MomentReader(ProjectionInputs.of(NAME), freshness, epochs);
    this.moments = new Moments(() -> database.onNewest(reader::of));
    this.ofReplica = new Moments(() -> reader.of(Server.REPLICA));
    this.invalidations = new Invalidations(server, CHANNEL, near, moments);
    this.metrics = new CacheMetrics(registry, NAME, near);
    this.use = new CacheUse(NAME, asked, metrics, most, figures, registry);
  }

  /** For readers of the projection {@code products}. */
  public LookupCache ofProducts() {
    return new LookupCache(settings, database, reader, moments, near, redis, metrics, asked);
  }

  /** For searches of it. */
  public AnswerCache ofSearches() {
    return new AnswerCache(
        database,
        moments,
        ofReplica,
        near,
        CacheMetrics.counter(registry, Metric.CACHE_HITS, SEARCHES, "near"),
        CacheMetrics.counter(registry, Metric.CACHE_MISSES, SEARCHES, null));
  }

  /**
   * Whether Redis may lack what is asked for most: it came back empty, all was voided, or nobody
   * looked for as long as Redis keeps anything. Blocks.
   */
  public boolean isCold() {
    return redis.isUp()
        && Boolean.TRUE.equals(
            moments
                .now()
                .filter(Moment::mayFill)
                .flatMap(
                    moment ->
                        redis
                            .warmEpoch(NAME)
                            .map(epoch -> epoch < moment.epoch())
                            .defaultIfEmpty(true))
                .timeout(A_LOOK)
                .onErrorReturn(false)
                .block());
  }

  /**
   * Has Redis hold what all instances were asked for most, and forgets what is not among that.
   *
   * @param loader {@link LookupCache#warm} of a key
   * @return how many keys were loaded
   */
  public Mono<Long> warmUp(Function<String, Mono<Boolean>> loader) {
    Mono<Long> loaded =
        moments
            .now()
            .filter(Moment::mayFill)
            .flatMap(
                moment ->
                    most.most(NAME, WARM_OF_TENANT, WARM_ALTOGETHER)
                        .flatMapMany(Flux::fromIterable)
                        .flatMap(key -> loader.apply(key).onErrorReturn(false), LOADED_AT_ONCE)
                        .filter(asked -> asked)
                        .count()
                        .flatMap(
                            count ->
                                redis
                                    .warmed(NAME, moment.epoch(), settings.warmFor())
                                    .thenReturn(count)))
            .defaultIfEmpty(0L);
    return use.exchange()
        .then(most.keep(NAME, KEPT_OF_TENANT))
        .then(Mono.defer(() -> redis.isUp() ? loaded : Mono.just(0L)));
  }

  /** Measures Redis, and tells all instances. */
  Mono<CacheFigures> measure() {
    Mono<Optional<Long>> keys = optional(redis.size());
    Mono<Optional<Long>> memory = optional(redis.memory());
    return Mono.zip(keys, memory)
        .flatMap(found -> use.measured(found.getT1().orElse(null), found.getT2().orElse(null)));
  }

  private static Mono<Optional<Long>> optional(Mono<Long> number) {
    return number.map(Optional::of).onErrorReturn(Optional.empty());
  }

  /** For its sink. */
  public Evictions evictionsOfProducts() {
    return new Evictions(NAME, CHANNEL, near, redis, epochs, moments, metrics);
  }

  /** Voids everything in every process; without Postgres nothing is voided. */
  Mono<Long> flush() {
    return epochs
        .begin(NAME)
        .doOnNext(
            epoch -> {
              moments.forget();
              near.clear();
              metrics.flushes.increment();
              redis.publish(CHANNEL, Invalidations.ALL);
            });
  }

  Mono<CacheStatus> status() {
    return redis
        .size()
        .map(this::status)
        .onErrorResume(failure -> Mono.fromSupplier(() -> status(null)));
  }

  private CacheStatus status(@Nullable Long inRedis) {
    long nearHits = count(metrics.nearHits);
    long redisHits = count(metrics.redisHits);
    long misses = count(metrics.misses);
    return new CacheStatus(
        NAME,
        nearHits + redisHits,
        misses,
        rate(nearHits + redisHits, misses),
        new CacheStatus.Level(
            !settings.nearTtl().isZero(),
            nearHits,
            rate(nearHits, redisHits + misses),
            near.size(),
            settings.nearTtl().toString()),
        new CacheStatus.Level(
            redis.isUp(), redisHits, rate(redisHits, misses), inRedis, settings.ttl().toString()),
        count(metrics.evictions),
        count(metrics.flushes),
        use.last());
  }

  private static long count(Counter counter) {
    return Math.round(counter.count());
  }

  private static @Nullable Double rate(long hits, long misses) {
    return hits + misses == 0 ? null : (double) hits / (hits + misses);
  }

  @Override
  public synchronized void start() {
    ticker =
        Disposables.composite(
            every(Duration.ZERO, TICK, Mono.fromFuture(this::connect)),
            every(EXCHANGE, EXCHANGE, use.exchange()));
  }

  @Override
  public synchronized void stop() {
    if (ticker != null) {
      ticker.dispose();
      ticker = null;
    }
    redis.close();
    invalidations.close();
  }

  @Override
  public synchronized boolean isRunning() {
    return ticker != null;
  }

  private static Disposable every(Duration first, Duration period, Mono<?> work) {
    return Flux.interval(first, period)
        .onBackpressureDrop()
        .concatMap(tick -> work.onErrorComplete())
        .subscribe();
  }

  private CompletableFuture<?> connect() {
    CompletableFuture<?> done = CompletableFuture.completedFuture(null);
    return CompletableFuture.allOf(
        redis.isConnected() ? done : redis.connect(),
        invalidations.isConnected() ? done : invalidations.connect());
  }
}
