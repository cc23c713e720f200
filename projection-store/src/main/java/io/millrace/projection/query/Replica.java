package io.millrace.projection.query;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.projection.database.DatabaseSettings;
import io.millrace.projection.database.ReplicaPool;
import io.millrace.projection.metrics.Metric;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The read replica, if there is one. It is asked every second how it is; while it does not answer,
 * or is behind, nothing is read from it. A query that fails there, or is under way when it goes, is
 * asked of the primary; while the primary does not answer, the replica is asked for what only the
 * primary is asked for otherwise.
 */
@Component
final class Replica implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Replica.class);
  private static final Duration PROBE = Duration.ofSeconds(1);

  private final @Nullable DatabaseClient replica;
  private final ReplicaState state;
  private final long maxLagMillis;
  private volatile boolean usable;
  private volatile boolean primaryAway;
  private volatile Sinks.Empty<Void> lost = Sinks.empty();
  private volatile @Nullable Disposable probes;

  Replica(
      @Qualifier("readPool") ConnectionPool primary,
      ReplicaPool replica,
      DatabaseSettings settings,
      MeterRegistry registry) {
    ConnectionPool pool = replica.pool();
    this.replica = pool == null ? null : DatabaseClient.create(pool);
    this.state = new ReplicaState(DatabaseClient.create(primary));
    this.maxLagMillis = settings.readReplicaMaxLag().toMillis();
    Gauge.builder(Metric.REPLICA_USED.id(), () -> usable ? 1 : 0)
        .description(Metric.REPLICA_USED.meaning())
        .register(registry);
  }

  boolean usable() {
    return usable;
  }

  /** Whether the replica is to be asked for what the primary is, which does not answer. */
  boolean standsIn() {
    return usable && primaryAway;
  }

  /** Asks the replica if it is fit, else the primary; the primary too where the replica fails. */
  <T> Mono<T> first(Function<DatabaseClient, Mono<T>> query, DatabaseClient primary) {
    return usable
        ? only(query).onErrorResume(failure -> !isSlow(failure), failure -> query.apply(primary))
        : query.apply(primary);
  }

  /** Asks the replica and nobody else. */
  <T> Mono<T> only(Function<DatabaseClient, Mono<T>> query) {
    DatabaseClient client = replica;
    if (client == null || !usable) {
      return Mono.error(new IOException("there is no replica to ask"));
    }
    Mono<T> gone = lost.asMono().then(Mono.error(() -> new IOException("the replica went away")));
    return Mono.firstWithSignal(query.apply(client), gone)
        .doOnError(Replica::isAway, failure -> use(false, "does not answer"));
  }

  @Override
  public void start() {
    DatabaseClient client = replica;
    if (client != null) {
      probes =
          Flux.interval(Duration.ZERO, PROBE)
              .onBackpressureDrop()
              .concatMap(tick -> probe(client), 1)
              .subscribe();
    }
  }

  @Override
  public void stop() {
    Disposable running = probes;
    if (running != null) {
      running.dispose();
    }
    probes = null;
    usable = false;
  }

  @Override
  public boolean isRunning() {
    return probes != null;
  }

  private Mono<Void> probe(DatabaseClient client) {
    return state
        .of(client)
        .timeout(PROBE)
        .doOnNext(
            found -> {
              primaryAway = found.primaryAway();
              use(found.lagMillis() <= maxLagMillis, "is behind");
            })
        .doOnError(failure -> use(false, "does not answer"))
        .onErrorComplete()
        .then();
  }

  private synchronized void use(boolean fit, String otherwise) {
    if (fit == usable) {
      return;
    }
    if (fit) {
      lost = Sinks.empty();
      usable = true;
      log.info("reads go to the replica");
    } else {
      usable = false;
      lost.tryEmitEmpty();
      log.warn("the replica {}, reads go to the primary", otherwise);
    }
  }

  /** What took too long there would take too long on the primary, which has enough to do. */
  private static boolean isSlow(Throwable failure) {
    return failure instanceof QueryTimeoutException && !isAway(failure);
  }

  static boolean isAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof R2dbcNonTransientResourceException
          || cause instanceof R2dbcTransientResourceException
          || cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }
}
