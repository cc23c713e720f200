package io.millrace.ingest.catalog;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Methods;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.Prepared;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class CatalogRoutes {

  private static final String PRODUCT = "/api/products/{productId}";
  private static final String REFERENCE = "/api/reference/{kind}/{id}";

  @Bean
  RouterFunction<ServerResponse> catalog(Intake intake) {
    return route()
        .PUT(
            PRODUCT,
            request ->
                intake.one(
                    request,
                    Scope.WRITE,
                    EventKind.PRODUCT,
                    (body, call) -> Prepared.accepted(Products.put(body, call))))
        .DELETE(
            PRODUCT,
            request ->
                intake.bodiless(
                    request,
                    Scope.WRITE,
                    EventKind.PRODUCT,
                    call -> Prepared.accepted(Products.delete(call))))
        .route(path(PRODUCT), Methods.only(HttpMethod.PUT, HttpMethod.DELETE))
        .PUT(
            REFERENCE,
            request ->
                intake.one(
                    request,
                    Scope.WRITE,
                    EventKind.REFERENCE,
                    (body, call) -> Prepared.accepted(References.put(body, call))))
        .route(path(REFERENCE), Methods.only(HttpMethod.PUT))
        .build();
  }
}
