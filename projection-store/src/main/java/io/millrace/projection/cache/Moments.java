package io.millrace.projection.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The newest {@link Moment} of a projection, read 20 times a second while it is asked for. It is
 * acted on for {@link LookupCache#ANSWERS_WITHOUT_ASKING} and read anew before that is over, so
 * that hardly anybody waits for it.
 */
final class Moments {

  private static final Duration RECENT = Duration.ofMillis(50);

  private final Mono<Moment> shared;
  private final AtomicBoolean readingAhead = new AtomicBoolean();
  private volatile @Nullable Moment last;
  private volatile long notBefore = System.nanoTime();

  /**
   * Creates it.
   *
   * @param source reads a moment anew
   */
  Moments(Supplier<Mono<Moment>> source) {
    this.shared =
        Mono.defer(source)
            .doOnNext(moment -> last = moment)
            .cacheInvalidateIf(moment -> !isWithin(moment, RECENT));
  }

  /** A moment that may be acted on, or null where it must be waited for. */
  @Nullable Moment recent() {
    Moment moment = last;
    if (moment == null || !isWithin(moment, LookupCache.ANSWERS_WITHOUT_ASKING)) {
      return null;
    }
    if (!isWithin(moment, RECENT) && readingAhead.compareAndSet(false, true)) {
      shared.onErrorComplete().doFinally(end -> readingAhead.set(false)).subscribe();
    }
    return moment;
  }

  Mono<Moment> now() {
    Moment moment = recent();
    return moment == null ? shared : Mono.just(moment);
  }

  /** Has the next moment read anew: an epoch has begun. */
  void forget() {
    notBefore = System.nanoTime();
  }

  private boolean isWithin(Moment moment, Duration age) {
    return moment.readAt() - notBefore >= 0 && System.nanoTime() - moment.readAt() < age.toNanos();
  }
}
