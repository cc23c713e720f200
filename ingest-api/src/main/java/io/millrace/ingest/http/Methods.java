package io.millrace.ingest.http;

import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.MethodNotAllowedException;
import reactor.core.publisher.Mono;

/** The last handler of a path: any other method is answered 405 with {@code Allow}. */
public final class Methods {

  private Methods() {}

  public static HandlerFunction<ServerResponse> only(HttpMethod... allowed) {
    return request -> Mono.error(new MethodNotAllowedException(request.method(), List.of(allowed)));
  }
}
