package io.millrace.ingest.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Reads bodies into memory. A body over its limit is refused while it streams, whatever its
 * declared length; so is one that takes too long, and any body while all of them together hold too
 * much.
 */
public final class BodyReader implements AutoCloseable {

  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

  /** Bodies from here on are worked on off the event loop. */
  private static final int LARGE = 128 * 1024;

  private final BodySettings settings;
  private final BodyLimit one;
  private final BodyLimit many;
  private final BodyLimit oneOrArray;
  private final AtomicLong buffered = new AtomicLong();
  private final Set<BodyCollector> reading = ConcurrentHashMap.newKeySet();
  private final Disposable clockwork;

  /** Creates a reader that looks for slow bodies now and then: a timer for each would cost more. */
  public BodyReader(BodySettings settings) {
    this.settings = settings;
    this.one = BodyLimit.of(settings.limit().toBytes());
    this.many = BodyLimit.of(settings.batchLimit().toBytes());
    this.oneOrArray = new BodyLimit(one.one(), many.one());
    Duration tick = settings.timeout().dividedBy(10);
    this.clockwork =
        Flux.interval(tick.compareTo(LONGEST_TICK) < 0 ? tick : LONGEST_TICK)
            .onBackpressureDrop()
            .subscribe(ticks -> refuseSlow(System.nanoTime()));
  }

  /** The body of one event, its content encoding undone. Completes with an empty array for none. */
  public Mono<byte[]> read(ServerRequest request) {
    return readDelivery(request).map(Body::plain);
  }

  /** The body of one event, as it came and with its content encoding undone. */
  public Mono<Body> readDelivery(ServerRequest request) {
    return read(request, one);
  }

  /** A body of newline-delimited events. */
  public Mono<byte[]> readBatch(ServerRequest request) {
    return read(request, many).map(Body::plain);
  }

  /** A body of one event or an array of events: the first character says which limit holds. */
  public Mono<byte[]> readOneOrArray(ServerRequest request) {
    return read(request, oneOrArray).map(Body::plain);
  }

  /**
   * Makes something of a body: a large one off the event loop, where it would hold up everyone
   * else. Until that is done its bytes count as held.
   */
  public <B, T> Mono<T> use(B body, long size, Function<B, T> use) {
    return size < LARGE
        ? Mono.fromCallable(() -> use.apply(body))
        : away(size, held -> use.apply(body));
  }

  /** Bytes held by bodies that are being read now. */
  public long buffered() {
    return buffered.get();
  }

  static Problem overloaded() {
    return Problem.unavailable(
        "overloaded", "too many bodies are being read", Duration.ofSeconds(1));
  }

  private Mono<Body> read(ServerRequest request, BodyLimit limit) {
    return switch (ContentCoding.of(request.exchange().getRequest().getHeaders())) {
      case IDENTITY -> collect(request, limit);
      case GZIP ->
          collect(request, BodyLimit.of(limit.most()))
              .map(Body::received)
              .flatMap(
                  bytes ->
                      away(
                          bytes.length,
                          held -> new Body(bytes, new Gunzip(limit, held).inflate(bytes))));
    };
  }

  private Mono<Body> collect(ServerRequest request, BodyLimit limit) {
    ServerHttpRequest http = request.exchange().getRequest();
    long declared = http.getHeaders().getContentLength();
    if (declared > limit.most()) {
      return Mono.error(Problem.tooLarge(limit.most()).refusal());
    }
    return Mono.create(
        sink -> {
          BodyCollector collector =
              new BodyCollector(
                  sink, limit, declared, buffered, settings.buffered().toBytes(), reading::remove);
          reading.add(collector);
          sink.onDispose(collector);
          http.getBody().subscribe(collector);
        });
  }

  /** Works on bytes on another thread; they, and what the work asks for, count as held. */
  private <T> Mono<T> away(long size, Function<LongConsumer, T> work) {
    return Mono.defer(
        () -> {
          Held held = new Held(buffered, size);
          return Mono.fromCallable(
                  () ->
                      held.during(
                          () ->
                              work.apply(
                                  more -> {
                                    if (held.more(more) > settings.buffered().toBytes()) {
                                      throw overloaded().refusal();
                                    }
                                  })))
              .subscribeOn(Schedulers.parallel())
              .doFinally(signal -> held.unlessBegun());
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
