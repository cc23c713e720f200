package io.millrace.ingest.http;

import io.netty.buffer.Unpooled;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * Bytes to be written to a response. Answers are given on other threads than the connection's: when
 * a client goes away at that moment, Spring releases the buffer that is about to be written. An
 * array needs no release, so these do not heed it.
 */
public final class ResponseBytes {

  private ResponseBytes() {}

  public static DataBuffer of(ServerHttpResponse response, byte[] bytes) {
    DataBufferFactory factory = response.bufferFactory();
    return factory instanceof NettyDataBufferFactory netty
        ? netty.wrap(Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes)))
        : factory.wrap(bytes);
  }
}
