package io.millrace.projection.http;

import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.function.server.support.RouterFunctionMapping;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** After all routes: tells a wrong method (405 with {@code Allow}) from a wrong path (404). */
@Configuration(proxyBeanMethods = false)
class UnroutedRequests {

  private static final int AFTER_ROUTES = 0;
  private static final List<HttpMethod> METHODS =
      List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE);

  @Bean
  RouterFunctionMapping unrouted(
      ObjectProvider<RouterFunction<ServerResponse>> routes, ServerCodecConfigurer codecs) {
    RouterFunctionMapping mapping = new RouterFunctionMapping(new Unrouted(routes));
    mapping.setMessageReaders(codecs.getReaders());
    mapping.setOrder(AFTER_ROUTES);
    return mapping;
  }

  private static final class Unrouted implements RouterFunction<ServerResponse> {

    private final ObjectProvider<RouterFunction<ServerResponse>> all;

    Unrouted(ObjectProvider<RouterFunction<ServerResponse>> all) {
      this.all = all;
    }

    @Override
    public Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
      List<RouterFunction<ServerResponse>> others = all.stream().toList();
      return Flux.fromIterable(METHODS)
          .filterWhen(method -> matches(others, request, method))
          .map(HttpMethod::name)
          .collectList()
          .map(allowed -> ignored -> Mono.error(refusal(request, allowed)));
    }

    private static Mono<Boolean> matches(
        List<RouterFunction<ServerResponse>> others, ServerRequest request, HttpMethod method) {
      ServerRequest asked = ServerRequest.from(request).method(method).build();
      return Flux.fromIterable(others).concatMap(routes -> routes.route(asked)).hasElements();
    }

    private static Refusal refusal(ServerRequest request, List<String> allowed) {
      if (allowed.isEmpty()) {
        return Problem.of(
                HttpStatus.NOT_FOUND, "not-found", "there is nothing at " + request.path())
            .refusal();
      }
      return Problem.of(
              HttpStatus.METHOD_NOT_ALLOWED,
              "method-not-allowed",
              request.method() + " is not possible here; " + String.join(", ", allowed) + " is")
          .with(HttpHeaders.ALLOW, String.join(", ", allowed))
          .refusal();
    }
  }
}
