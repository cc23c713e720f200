package io.millrace.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ResponseBytesTest {

  /** What two threads can do in this order, on one. */
  @Test
  void write_isSound_whereTheClientGoesAwayJustBeforeIt() {
    LateResponse response = new LateResponse();
    byte[] bytes = "too late".getBytes(StandardCharsets.UTF_8);

    Disposable writing =
        response.writeWith(Mono.just(ResponseBytes.of(response, bytes))).subscribe();
    writing.dispose();
    response.write();

    assertThat(response.written).containsExactly("too late");
  }

  /** A server that writes when it is told to. */
  private static final class LateResponse extends AbstractServerHttpResponse {

    private final List<String> written = new ArrayList<>();
    private Publisher<? extends DataBuffer> body = Mono.empty();

    private LateResponse() {
      super(new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT), new HttpHeaders());
    }

    private void write() {
      Flux.from(body)
          .map(buffer -> buffer.toString(StandardCharsets.UTF_8))
          .subscribe(written::add);
    }

    @Override
    protected Mono<Void> writeWithInternal(Publisher<? extends DataBuffer> given) {
      body = given;
      return Mono.never();
    }

    @Override
    protected Mono<Void> writeAndFlushWithInternal(
        Publisher<? extends Publisher<? extends DataBuffer>> given) {
      return Mono.never();
    }

    @Override
    protected void applyStatusCode() {}

    @Override
    protected void applyHeaders() {}

    @Override
    protected void applyCookies() {}

    @Override
    public <T> T getNativeResponse() {
      throw new UnsupportedOperationException();
    }
  }
}
