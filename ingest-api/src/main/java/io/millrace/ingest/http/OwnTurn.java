package io.millrace.ingest.http;

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Gives an answer that is there at once in a turn of its own, not while Reactor Netty 1.3.6 reads
 * its request. Without it, such an answer was sometimes lost when the one before it on a kept-alive
 * connection had come from another thread, and the client waited for ever. An answer that comes
 * from another thread is let through as it is. RATIONALE.md has what is known.
 */
@Component
final class OwnTurn implements HttpHandlerDecoratorFactory {

  @Override
  public HttpHandler apply(HttpHandler handler) {
    return (request, response) -> handler.handle(request, new Response(response));
  }

  private static final class Response extends ServerHttpResponseDecorator {

    Response(ServerHttpResponse response) {
      super(response);
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
      return later(super.writeWith(body));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
      return later(super.writeAndFlushWith(body));
    }

    @Override
    public Mono<Void> setComplete() {
      return isCommitted() ? super.setComplete() : later(super.setComplete());
    }

    private static Mono<Void> later(Mono<Void> write) {
      return Mono.defer(
          () ->
              Schedulers.isInNonBlockingThread()
                  ? write.subscribeOn(Schedulers.parallel())
                  : write);
    }
  }
}
