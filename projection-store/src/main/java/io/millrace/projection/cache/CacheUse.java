package io.millrace.projection.cache;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.projection.metrics.Metric;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Tells the other instances what this one counted of a cache, and knows what all did. */
final class CacheUse {

  private final String cache;
  private final AskedKeys asked;
  private final CacheMetrics metrics;
  private final AskedKeysQuery keys;
  private final CacheFiguresQuery figures;
  private long hitsTold;
  private long missesTold;
  private volatile @Nullable CacheFigures last;

  CacheUse(
      String cache,
      AskedKeys asked,
      CacheMetrics metrics,
      AskedKeysQuery keys,
      CacheFiguresQuery figures,
      MeterRegistry registry) {
    this.cache = cache;
    this.asked = asked;
    this.metrics = metrics;
    this.keys = keys;
    this.figures = figures;
    gauge(registry, Metric.CACHE_HIT_RATE, CacheFigures::hitRate);
    gauge(registry, Metric.CACHE_KEYS, CacheFigures::keys);
    gauge(registry, Metric.CACHE_MEMORY, CacheFigures::memoryBytes);
  }

  /** What was measured last, as far as this instance has heard. */
  @Nullable CacheFigures last() {
    return last;
  }

  /** Tells what was counted since the last time, and hears what was measured. */
  Mono<Void> exchange() {
    return tell().then(figures.last(cache)).doOnNext(heard -> last = heard).then();
  }

  /** Tells, and notes what was measured in Redis. */
  Mono<CacheFigures> measured(@Nullable Long held, @Nullable Long memoryBytes) {
    return tell()
        .then(Mono.defer(() -> figures.measured(cache, held, memoryBytes)))
        .doOnNext(measured -> last = measured);
  }

  /** What cannot be told is lost: it is of no more use than that. */
  private Mono<Void> tell() {
    return Mono.defer(
        () -> {
          long hits;
          long misses;
          synchronized (this) {
            hits = metrics.hits() - hitsTold;
            misses = metrics.missed() - missesTold;
            hitsTold += hits;
            missesTold += misses;
          }
          return keys.add(cache, asked.take()).then(figures.add(cache, hits, misses)).then();
        });
  }

  private interface Figure {
    @Nullable Number of(CacheFigures figures);
  }

  private void gauge(MeterRegistry registry, Metric metric, Figure figure) {
    ToDoubleFunction<CacheUse> value =
        use -> {
          CacheFigures found = use.last;
          Number number = found == null ? null : figure.of(found);
          return number == null ? Double.NaN : number.doubleValue();
        };
    Gauge.builder(metric.id(), this, value)
        .description(metric.meaning())
        .tag("cache", cache)
        .register(registry);
  }
}
