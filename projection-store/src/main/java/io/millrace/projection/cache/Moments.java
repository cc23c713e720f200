package io.millrace.projection.cache;

import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.freshness.ProjectionInputs;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The newest {@link Moment} of a projection, read from the database every few milliseconds. */
final class Moments {

  private static final Duration RECENT = Duration.ofMillis(50);

  private final ProjectionInputs projection;
  private final Freshness freshness;
  private final EpochQuery epochs;
  private final Mono<Moment> shared;
  private volatile @Nullable Moment last;
  private volatile long notBefore = System.nanoTime();

  Moments(ProjectionInputs projection, Freshness freshness, EpochQuery epochs) {
    this.projection = projection;
    this.freshness = freshness;
    this.epochs = epochs;
    this.shared =
        Mono.defer(this::read)
            .doOnNext(moment -> last = moment)
            .cacheInvalidateIf(moment -> !isRecent(moment));
  }

  /** A moment of just now, or null where it must be waited for. */
  @Nullable Moment recent() {
    Moment moment = last;
    return moment != null && isRecent(moment) ? moment : null;
  }

  Mono<Moment> now() {
    Moment moment = recent();
    return moment == null ? shared : Mono.just(moment);
  }

  /** Has the next moment read anew: an epoch has begun. */
  void forget() {
    notBefore = System.nanoTime();
  }

  private boolean isRecent(Moment moment) {
    return moment.readAt() - notBefore >= 0
        && System.nanoTime() - moment.readAt() < RECENT.toNanos();
  }

  /** The epoch is read once the watermark is there, so that it is never the older of the two. */
  private Mono<Moment> read() {
    long begun = System.nanoTime();
    return freshness
        .asOf(projection)
        .flatMap(
            asOf ->
                epochs
                    .read(projection.name())
                    .map(epoch -> new Moment(asOf.toString(), epoch, begun)));
  }
}
