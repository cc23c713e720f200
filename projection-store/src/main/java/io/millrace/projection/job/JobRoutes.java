package io.millrace.projection.job;

import io.millrace.projection.auth.Gate;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class JobRoutes {

  @Bean
  RouterFunction<ServerResponse> jobsRoute(Gate gate, JobQuery jobs) {
    return RouterFunctions.route()
        .GET(
            "/api/jobs",
            gate.ops(
                (caller, request) ->
                    jobs.all().flatMap(all -> ServerResponse.ok().bodyValue(Map.of("jobs", all)))))
        .build();
  }
}
