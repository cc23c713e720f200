package io.millrace.ingest.stock;

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
class StockRoutes {

  private static final String MOVEMENTS = "/api/stock/movements";

  @Bean
  RouterFunction<ServerResponse> stockMovements(Intake intake) {
    MovementReader reader = new MovementReader();
    return route()
        .POST(MOVEMENTS, request -> intake.oneOrMany(request, EventKind.MOVEMENT, reader))
        .route(path(MOVEMENTS), Methods.only(HttpMethod.POST))
        .build();
  }
}
