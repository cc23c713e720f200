package io.millrace.projection.ai;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import io.millrace.schemas.ai.v1.AiResult;
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
  private final AiState state;
  private final Freshness freshness;

  AiRequestRoutes(AiRequestQuery requests, AiState state, Freshness freshness) {
    this.requests = requests;
    this.state = state;
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
                .flatMap(
                    row ->
                        row.hasEnded()
                            ? Mono.just(row)
                            : state.of(caller.tenant(), requestId).map(row::with))
                .switchIfEmpty(Mono.defer(() -> notReadYet(caller, requestId)))
                .filter(found -> found.isVisibleTo(caller))
                .switchIfEmpty(
                    Mono.error(() -> Problem.notFound("AI request " + requestId).refusal())));
  }

  /** Whose it is, is not known before its record is read: nothing for a user. */
  private Mono<AiRequest> notReadYet(Caller caller, String requestId) {
    return state
        .of(caller.tenant(), requestId)
        .filter(now -> now.isKnown())
        .map(
            now -> {
              AiResult result = now.result();
              return result == null ? AiRequest.underWay(requestId, now) : AiRequest.of(result);
            });
  }
}
