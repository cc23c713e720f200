package io.millrace.ingest.ai;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.auth.Authenticator;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Methods;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.queue.AiQueue;
import io.millrace.ingest.ratelimit.Limits;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AiSettings.class)
class AiRoutes {

  private static final String REQUESTS = "/api/ai/requests";
  private static final String REQUEST = REQUESTS + "/{requestId}";

  @Bean
  RouterFunction<ServerResponse> aiRequests(
      Intake intake,
      AiSettings settings,
      AiQueue queue,
      Limits limits,
      Authenticator authenticator) {
    AiRequests requests = new AiRequests(settings, queue, limits);
    Cancellations cancellations = new Cancellations(queue, authenticator);
    return route()
        .POST(
            REQUESTS,
            request -> intake.one(request, Scope.WRITE, EventKind.AI_REQUEST, requests::read))
        .route(path(REQUESTS), Methods.only(HttpMethod.POST))
        .DELETE(REQUEST, cancellations::cancel)
        .route(path(REQUEST), Methods.only(HttpMethod.DELETE))
        .build();
  }
}
