package io.millrace.projection.cache;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class CacheRoutes {

  private final Caches caches;

  CacheRoutes(Caches caches) {
    this.caches = caches;
  }

  @Bean
  RouterFunction<ServerResponse> cache(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/cache", gate.ops(this::stats))
        .GET("/api/cache/stats", gate.ops(this::stats))
        .DELETE("/api/cache", gate.admin(this::flush))
        .build();
  }

  /** What {@code DELETE /api/cache} answers. */
  record Flushed(boolean flushed, long epoch) {}

  private Mono<ServerResponse> stats(Caller caller, ServerRequest request) {
    return caches
        .status()
        .flatMap(status -> ServerResponse.ok().bodyValue(Map.of("caches", List.of(status))));
  }

  private Mono<ServerResponse> flush(Caller caller, ServerRequest request) {
    return caches.flush().flatMap(epoch -> ServerResponse.ok().bodyValue(new Flushed(true, epoch)));
  }
}
