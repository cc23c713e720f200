package io.millrace.projection.cache;

import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.query.ReadDatabase.Server;
import reactor.core.publisher.Mono;

/** Asks a server for the {@link Moment} of a projection. */
final class MomentReader {

  private final ProjectionInputs projection;
  private final Freshness freshness;
  private final EpochQuery epochs;

  MomentReader(ProjectionInputs projection, Freshness freshness, EpochQuery epochs) {
    this.projection = projection;
    this.freshness = freshness;
    this.epochs = epochs;
  }

  /** The epoch is read once the watermark is there, so that it is never the older of the two. */
  Mono<Moment> of(Server server) {
    long begun = System.nanoTime();
    return freshness
        .asOf(projection, server)
        .flatMap(
            asOf ->
                epochs
                    .read(projection.name(), server)
                    .map(epoch -> new Moment(asOf.toString(), epoch, server, begun)));
  }
}
