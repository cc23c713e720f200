package io.millrace.ingest.plan;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.auth.Authenticator;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.Methods;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.keys.KeySettings;
import io.millrace.ingest.ratelimit.Plans;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class PlanRoutes {

  private static final String PLANS = "/api/plans";
  private static final String PLAN = PLANS + "/{plan}";

  @Bean
  RouterFunction<ServerResponse> planChanges(
      Intake intake, Authenticator authenticator, Plans plans, KeySettings settings) {
    PlanChanges changes = new PlanChanges(plans, settings);
    return route()
        .GET(PLANS, request -> list(request, authenticator, changes))
        .route(path(PLANS), Methods.only(HttpMethod.GET))
        .PUT(PLAN, request -> intake.one(request, Scope.OPS, EventKind.PLAN, changes::put))
        .DELETE(
            PLAN, request -> intake.bodiless(request, Scope.OPS, EventKind.PLAN, changes::delete))
        .route(path(PLAN), Methods.only(HttpMethod.PUT, HttpMethod.DELETE))
        .build();
  }

  private static Mono<ServerResponse> list(
      ServerRequest request, Authenticator authenticator, PlanChanges changes) {
    return authenticator
        .require(request, Scope.OPS)
        .map(caller -> Answer.json(200, changes.list(caller.tenant())));
  }
}
