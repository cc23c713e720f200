package io.millrace.projection.health;

import io.millrace.projection.auth.Gate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class DatabaseRoutes {

  @Bean
  RouterFunction<ServerResponse> databaseStats(Gate gate, DatabaseStatsQuery stats) {
    return RouterFunctions.route()
        .GET(
            "/api/db/stats",
            gate.ops(
                (caller, request) ->
                    stats.read().flatMap(found -> ServerResponse.ok().bodyValue(found))))
        .build();
  }
}
