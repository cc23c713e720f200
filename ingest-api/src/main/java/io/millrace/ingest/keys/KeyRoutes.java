package io.millrace.ingest.keys;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.auth.ApiKeys;
import io.millrace.ingest.auth.Authenticator;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.Methods;
import io.millrace.ingest.intake.Intake;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KeySettings.class)
class KeyRoutes {

  private static final String KEYS = "/api/keys";
  private static final String KEY = KEYS + "/{keyId}";

  @Bean
  RouterFunction<ServerResponse> keyChanges(
      Intake intake, Authenticator authenticator, ApiKeys keys, KeySettings settings) {
    KeyChanges changes = new KeyChanges(keys, settings);
    return route()
        .POST(KEYS, request -> intake.one(request, Scope.OPS, EventKind.API_KEY, changes::create))
        .GET(KEYS, request -> list(request, authenticator, changes))
        .route(path(KEYS), Methods.only(HttpMethod.GET, HttpMethod.POST))
        .DELETE(
            KEY, request -> intake.bodiless(request, Scope.OPS, EventKind.API_KEY, changes::revoke))
        .route(path(KEY), Methods.only(HttpMethod.DELETE))
        .build();
  }

  private static Mono<ServerResponse> list(
      ServerRequest request, Authenticator authenticator, KeyChanges changes) {
    return authenticator
        .require(request, Scope.OPS)
        .map(caller -> Answer.json(200, changes.list(caller)));
  }
}
