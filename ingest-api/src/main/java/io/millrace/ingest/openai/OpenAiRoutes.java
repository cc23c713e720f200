package io.millrace.ingest.openai;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.answer.Answers;
import io.millrace.ingest.auth.Authenticator;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.intake.Taken;
import io.millrace.ingest.queue.AiQueue;
import io.millrace.ingest.queue.Entrance;
import io.millrace.ingest.ratelimit.Limits;
import java.time.Duration;
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

  @Bean
  RouterFunction<ServerResponse> openAi(
      Intake intake,
      Authenticator authenticator,
      OpenAiSettings settings,
      AiQueue queue,
      Limits limits,
      Answers answers) {
    CompletionReader reader = new CompletionReader(settings, queue, limits);
    return route()
        .POST(
            COMPLETIONS,
            request ->
                complete(request, intake, reader, queue, answers, settings.answerTimeout())
                    .onErrorResume(OpenAiErrors::answer))
        .route(path(COMPLETIONS), request -> only(HttpMethod.POST))
        .GET(
            MODELS,
            request ->
                authenticator
                    .require(request, Scope.WRITE)
                    .<ServerResponse>map(caller -> models(settings))
                    .onErrorResume(OpenAiErrors::answer))
        .route(path(MODELS), request -> only(HttpMethod.GET))
        .route(path("/v1/**"), request -> nothing(request))
        .build();
  }

  private static Mono<ServerResponse> complete(
      ServerRequest request,
      Intake intake,
      CompletionReader reader,
      AiQueue queue,
      Answers answers,
      Duration timeout) {
    Attempt attempt = new Attempt(queue);
    return intake
        .one(
            request,
            Scope.WRITE,
            EventKind.AI_REQUEST,
            (body, call) -> {
              CompletionReader.Read read = reader.read(body, call);
              if (!answers.available()) {
                throw Problem.unavailable(
                        "redis-unavailable",
                        "answers cannot be read: Redis does not answer",
                        Duration.ofSeconds(1))
                    .refusal();
              }
              Entrance entrance = read.asked().entrance();
              return new Prepared(
                      read.event(),
                      (event, taken) ->
                          Mono.just(stored(read.asked(), taken, attempt, answers, timeout)))
                  .behind(entrance);
            })
        .doOnCancel(attempt::gone);
  }

  private static ServerResponse stored(
      Asked asked, Taken taken, Attempt attempt, Answers answers, Duration timeout) {
    boolean known = asked.entrance().taken(taken).duplicate();
    if (!known) {
      attempt.stored(asked.entrance().entrant());
    }
    CompletionAnswer answer = new CompletionAnswer(asked, known, answers, attempt, timeout);
    TokenHeaders.show(answer, asked.entrance());
    return answer;
  }

  private static Answer models(OpenAiSettings settings) {
    StringBuilder json = new StringBuilder("{\"object\":\"list\",\"data\":[");
    String separator = "";
    for (String model : settings.models()) {
      JsonText.field(json.append(separator).append('{'), "id", model);
      json.append(",\"object\":\"model\",\"created\":0,\"owned_by\":\"millrace\"}");
      separator = ",";
    }
    return Answer.json(200, json.append("]}"));
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
