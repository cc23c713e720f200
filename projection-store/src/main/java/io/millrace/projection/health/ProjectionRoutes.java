package io.millrace.projection.health;

import io.millrace.projection.auth.Gate;
import io.millrace.projection.sink.ProjectionStatus;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class ProjectionRoutes {

  @Bean
  RouterFunction<ServerResponse> projections(Gate gate, ProjectionStatus status) {
    return RouterFunctions.route()
        .GET(
            "/api/projections",
            gate.ops(
                (caller, request) ->
                    ServerResponse.ok().bodyValue(Map.of("projections", status.projections()))))
        .build();
  }
}
