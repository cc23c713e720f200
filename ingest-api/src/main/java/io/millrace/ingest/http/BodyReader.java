package io.millrace.ingest.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads bodies into memory. A body over its limit is refused while it streams, whatever its
 * declared length; so is one that takes too long, and any body while all of them together hold too
 * much.
 */
public final class BodyReader implements AutoCloseable {

  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

  private final BodySettings settings;
  private final AtomicLong buffered = new AtomicLong();
  private final Set<BodyCollector> reading = ConcurrentHashMap.newKeySet();
  private final Disposable clockwork;

  /** Creates a reader that looks for slow bodies now and then: a timer for each would cost more. */
  public BodyReader(BodySettings settings) {
    this.settings = settings;
    Duration tick = settings.timeout().dividedBy(10);
    this.clockwork =
        Flux.interval(tick.compareTo(LONGEST_TICK) < 0 ? tick : LONGEST_TICK)
            .onBackpressureDrop()
            .subscribe(ticks -> refuseSlow(System.nanoTime()));
  }

  /** The body of one event. Completes with an empty array where there is none. */
  public Mono<byte[]> read(ServerRequest request) {
    long limit = settings.limit().toBytes();
    return read(request, limit, limit);
  }

  /** A body of newline-delimited events. */
  public Mono<byte[]> readBatch(ServerRequest request) {
    long limit = settings.batchLimit().toBytes();
    return read(request, limit, limit);
  }

  /** A body of one event or an array of events: the first character says which limit holds. */
  public Mono<byte[]> readOneOrArray(ServerRequest request) {
    return read(request, settings.limit().toBytes(), settings.batchLimit().toBytes());
  }

  /** Bytes held by bodies that are being read now. */
  public long buffered() {
    return buffered.get();
  }

  private Mono<byte[]> read(ServerRequest request, long limit, long arrayLimit) {
    ServerHttpRequest http = request.exchange().getRequest();
    long declared = http.getHeaders().getContentLength();
    if (declared > arrayLimit) {
      return Mono.error(Problem.tooLarge(arrayLimit).refusal());
    }
    return Mono.create(
        sink -> {
          BodyCollector collector =
              new BodyCollector(
                  sink,
                  limit,
                  arrayLimit,
                  declared,
                  buffered,
                  settings.buffered().toBytes(),
                  reading::remove);
          reading.add(collector);
          sink.onDispose(collector);
          http.getBody().subscribe(collector);
        });
  }

  private void refuseSlow(long nanoTime) {
    long timeout = settings.timeout().toNanos();
    for (BodyCollector collector : reading) {
      if (nanoTime - collector.begunAt() >= timeout && reading.remove(collector)) {
        collector.refuse(new Problem(408, "slow-body", "the body did not arrive in time"));
      }
    }
  }

  @Override
  public void close() {
    clockwork.dispose();
  }
}
