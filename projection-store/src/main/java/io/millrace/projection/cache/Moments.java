package io.millrace.projection.cache;

import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.freshness.ProjectionInputs;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The newest {@link Moment} of a projection, read from the database every few milliseconds. */
final class Moments {

  private static final Duration RECENT = Duration.ofMillis(50);

  private final Mono<Moment> read;
  private final AtomicLong newestEpoch = new AtomicLong();
  private volatile @Nullable Moment last;

  /** The epoch is read once the watermark is there, so that it is never the older of the two. */
  Moments(ProjectionInputs projection, Freshness freshness, EpochQuery epochs) {
    this.read =
        Mono.defer(
                () -> {
                  long begun = System.nanoTime();
                  return freshness
                      .asOf(projection)
                      .flatMap(
                          asOf ->
                              epochs
                                  .read(projection.name())
                                  .map(epoch -> new Moment(asOf.toString(), epoch, begun)));
                })
            .doOnNext(moment -> last = moment)
            .cache(moment -> RECENT, failure -> Duration.ZERO, () -> Duration.ZERO);
  }

  /** A moment of just now, or null where it must be waited for. */
  @Nullable Moment recent() {
    Moment moment = last;
    return moment != null && System.nanoTime() - moment.readAt() < RECENT.toNanos()
        ? current(moment)
        : null;
  }

  Mono<Moment> now() {
    Moment moment = recent();
    return moment == null ? read.map(this::current) : Mono.just(moment);
  }

  /** Nothing of an epoch before this one counts from now on. */
  void begin(long epoch) {
    newestEpoch.accumulateAndGet(epoch, Math::max);
  }

  private Moment current(Moment moment) {
    long newest = newestEpoch.get();
    return moment.epoch() >= newest ? moment : new Moment(moment.asOf(), newest, moment.readAt());
  }
}
