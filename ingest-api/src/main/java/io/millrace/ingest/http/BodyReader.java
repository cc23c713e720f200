package io.millrace.ingest.http;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * Reads bodies into memory. A body over its limit is refused while it streams, whatever its
 * declared length; so is one that takes too long, and any body while all of them together hold too
 * much.
 */
public final class BodyReader {

  private final BodySettings settings;
  private final AtomicLong buffered = new AtomicLong();

  public BodyReader(BodySettings settings) {
    this.settings = settings;
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
    return Mono.<byte[]>create(
            sink -> {
              BodyCollector collector =
                  new BodyCollector(
                      sink, limit, arrayLimit, declared, buffered, settings.buffered().toBytes());
              sink.onDispose(collector);
              http.getBody().subscribe(collector);
            })
        .timeout(settings.timeout(), Mono.error(BodyReader::slow));
  }

  private static Throwable slow() {
    return new Problem(408, "slow-body", "the body did not arrive in time").refusal();
  }
}
