package io.millrace.projection.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.live.RedisSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The cache of products, put together, connected and looked after. */
@Component
public final class Caches implements SmartLifecycle {

  private static final String NAME = "products";
  private static final String CHANNEL = "cache:changes:" + NAME;
  private static final Duration TICK = Duration.ofSeconds(1);

  private final CacheSettings settings;
  private final NearCache near;
  private final RedisStore redis;
  private final Moments moments;
  private final EpochQuery epochs;
  private final Invalidations invalidations;
  private final CacheMetrics metrics;
  private @Nullable Disposable ticker;

  Caches(
      CacheSettings settings,
      Freshness freshness,
      EpochQuery epochs,
      RedisClient client,
      RedisSettings redisSettings,
      MeterRegistry registry) {
    this.settings = settings;
    this.epochs = epochs;
    this.near = new NearCache(settings, Ticker.systemTicker());
    this.redis = new RedisStore(client, redisSettings);
    this.moments = new Moments(ProjectionInputs.of(NAME), freshness, epochs);
    this.invalidations = new Invalidations(client, redisSettings, CHANNEL, near, moments);
    this.metrics = new CacheMetrics(registry, NAME, near);
  }

  /** For readers of the projection {@code products}. */
  public LookupCache ofProducts() {
    return new LookupCache(settings, moments, near, redis, metrics);
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
        count(metrics.flushes));
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
        Flux.interval(Duration.ZERO, TICK)
            .onBackpressureDrop()
            .concatMap(tick -> Mono.fromFuture(this::connect).onErrorComplete())
            .subscribe();
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

  private CompletableFuture<?> connect() {
    CompletableFuture<?> done = CompletableFuture.completedFuture(null);
    return CompletableFuture.allOf(
        redis.isConnected() ? done : redis.connect(),
        invalidations.isConnected() ? done : invalidations.connect());
  }
}
