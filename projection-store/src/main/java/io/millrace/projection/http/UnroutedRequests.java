package io.millrace.projection.http;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The last route: tells a wrong method (405 with {@code Allow}) from a wrong path (404). */
@Configuration(proxyBeanMethods = false)
class UnroutedRequests {

  private static final List<HttpMethod> METHODS =
      List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE);

  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  RouterFunction<ServerResponse> unrouted(ObjectProvider<RouterFunction<ServerResponse>> routes) {
    return new Unrouted(routes);
  }

  private static final class Unrouted implements RouterFunction<ServerResponse> {

    private final ObjectProvider<RouterFunction<ServerResponse>> all;

    Unrouted(ObjectProvider<RouterFunction<ServerResponse>> all) {
      this.all = all;
    }

    @Override
    public Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
      List<RouterFunction<ServerResponse>> others = new ArrayList<>(all.stream().toList());
      others.remove(this);
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
                HttpStatus.NOT_FOUND, "no-such-route", "there is nothing at " + request.path())
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
