package io.millrace.ingest.shift;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Methods;
import io.millrace.ingest.intake.Intake;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class ShiftRoutes {

  private static final String SHIFTS = "/api/shifts";

  @Bean
  RouterFunction<ServerResponse> shifts(Intake intake) {
    ShiftReader reader = new ShiftReader();
    return route()
        .POST(SHIFTS, request -> intake.oneOrMany(request, EventKind.SHIFT, reader))
        .route(path(SHIFTS), Methods.only(HttpMethod.POST))
        .build();
  }
}
