package io.millrace.ingest.openai;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.answer.Answers;
import io.millrace.ingest.auth.Authenticator;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.queue.AiQueue;
import io.millrace.ingest.ratelimit.Limits;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OpenAiSettings.class)
class OpenAiRoutes {

  private static final String COMPLETIONS = "/v1/chat/completions";
  private static final String MODELS = "/v1/models";
  private static final String MODEL = MODELS + "/{model}";

  @Bean
  Closing closing() {
    return new Closing();
  }

  @Bean
  RouterFunction<ServerResponse> openAi(
      Intake intake,
      Authenticator authenticator,
      OpenAiSettings settings,
      AiQueue queue,
      Limits limits,
      Answers answers,
      Closing closing) {
    Completions completions =
        new Completions(
            intake,
            new CompletionReader(settings, queue, limits),
            queue,
            answers,
            settings.answerTimeout(),
            closing);
    return route()
        .POST(
            COMPLETIONS,
            request -> completions.complete(request).onErrorResume(OpenAiErrors::answer))
        .route(path(COMPLETIONS), request -> only(HttpMethod.POST))
        .GET(
            MODELS,
            request ->
                authenticator
                    .require(request, Scope.WRITE)
                    .<ServerResponse>map(caller -> models(settings))
                    .onErrorResume(OpenAiErrors::answer))
        .route(path(MODELS), request -> only(HttpMethod.GET))
        .GET(
            MODEL,
            request ->
                authenticator
                    .require(request, Scope.WRITE)
                    .<ServerResponse>map(caller -> model(settings, request.pathVariable("model")))
                    .onErrorResume(OpenAiErrors::answer))
        .route(path(MODEL), request -> only(HttpMethod.GET))
        .route(path("/v1/**"), request -> nothing(request))
        .build();
  }

  private static Answer models(OpenAiSettings settings) {
    StringBuilder json = new StringBuilder("{\"object\":\"list\",\"data\":[");
    String separator = "";
    for (String model : settings.models()) {
      model(json.append(separator), model);
      separator = ",";
    }
    return Answer.json(200, json.append("]}"));
  }

  private static Answer model(OpenAiSettings settings, String name) {
    if (!settings.models().contains(name)) {
      throw new Problem(404, "unknown-model", "no model may be asked for by that name").refusal();
    }
    return Answer.json(200, model(new StringBuilder(), name));
  }

  private static StringBuilder model(StringBuilder json, String name) {
    JsonText.field(json.append('{'), "id", name);
    return json.append(",\"object\":\"model\",\"created\":0,\"owned_by\":\"millrace\"}");
  }

  private static Mono<ServerResponse> only(HttpMethod method) {
    Problem problem =
        new Problem(
            405,
            "method-not-allowed",
            "allowed here: " + method,
            List.of(),
            Map.of("Allow", method.name()));
    return Mono.just(OpenAiErrors.answer(problem));
  }

  private static Mono<ServerResponse> nothing(ServerRequest request) {
    return Mono.just(
        OpenAiErrors.answer(new Problem(404, "not-found", "nothing is at " + request.path())));
  }
}
