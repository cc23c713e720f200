package io.millrace.projection.ai;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class AiRequestRoutes {

  private final AiRequestQuery requests;
  private final Freshness freshness;

  AiRequestRoutes(AiRequestQuery requests, Freshness freshness) {
    this.requests = requests;
    this.freshness = freshness;
  }

  @Bean
  RouterFunction<ServerResponse> aiRequests(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/ai/requests/{requestId}", gate.read(this::one))
        .build();
  }

  private Mono<ServerResponse> one(Caller caller, ServerRequest request) {
    String requestId = new Params(request).path("requestId");
    return freshness.answer(
        request,
        AiRequestQuery.PROJECTION,
        () ->
            requests
                .byId(caller.tenant(), requestId)
                .switchIfEmpty(
                    Mono.error(() -> Problem.notFound("AI request " + requestId).refusal())));
  }
}
