package io.millrace.ingest.receipt;

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
class ReceiptRoutes {

  private static final String RECEIPTS = "/api/receipts";

  @Bean
  RouterFunction<ServerResponse> receipts(Intake intake) {
    ReceiptReader reader = new ReceiptReader();
    return route()
        .POST(RECEIPTS, request -> intake.oneOrMany(request, EventKind.RECEIPT, reader))
        .route(path(RECEIPTS), Methods.only(HttpMethod.POST))
        .build();
  }
}
