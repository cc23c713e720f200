package io.millrace.projection.health;

import io.millrace.projection.database.Migration;
import io.millrace.projection.sink.Sinks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class HealthRoutes {

  @Bean
  RouterFunction<ServerResponse> healthRoute(HealthCheck check) {
    return RouterFunctions.route()
        .GET(
            "/api/health",
            request ->
                check
                    .current()
                    .flatMap(
                        health ->
                            ServerResponse.status(
                                    health.status() == Health.Status.UNHEALTHY
                                        ? HttpStatus.SERVICE_UNAVAILABLE
                                        : HttpStatus.OK)
                                .bodyValue(health)))
        .build();
  }

  @Bean
  RouterFunction<ServerResponse> readyRoute(Migration migration, Sinks sinks) {
    return RouterFunctions.route()
        .GET("/ready", request -> ready(notReady(migration, sinks)))
        .build();
  }

  private static Mono<ServerResponse> ready(List<String> reasons) {
    return reasons.isEmpty()
        ? ServerResponse.ok().bodyValue(Map.of("ready", true))
        : ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
            .bodyValue(Map.of("ready", false, "reasons", reasons));
  }

  private static List<String> notReady(Migration migration, Sinks sinks) {
    List<String> reasons = new ArrayList<>();
    if (!migration.done()) {
      reasons.add("database: " + migration.problem());
      return reasons;
    }
    reasons.addAll(sinks.notReady());
    return reasons;
  }
}
