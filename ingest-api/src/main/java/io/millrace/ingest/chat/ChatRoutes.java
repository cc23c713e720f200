package io.millrace.ingest.chat;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.ai.AiSettings;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Methods;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.queue.AiQueue;
import io.millrace.ingest.ratelimit.Limits;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class ChatRoutes {

  private static final String SHORT = "/api/chat";
  private static final String MESSAGES = "/api/chat/{conversationId}/messages";
  private static final String READ = "/api/chat/{conversationId}/read";

  @Bean
  RouterFunction<ServerResponse> chatMessages(
      Intake intake, AiSettings settings, AiQueue queue, Limits limits) {
    ChatMessages messages = new ChatMessages(settings, queue, limits);
    return route()
        .POST(
            MESSAGES,
            request -> intake.one(request, Scope.WRITE, EventKind.CHAT_MESSAGE, messages::read))
        .route(path(MESSAGES), Methods.only(HttpMethod.POST))
        .POST(
            SHORT,
            request ->
                intake.one(request, Scope.WRITE, EventKind.CHAT_MESSAGE, messages::readShort))
        .route(path(SHORT), Methods.only(HttpMethod.POST))
        .build();
  }

  @Bean
  RouterFunction<ServerResponse> chatReads(Intake intake) {
    return route()
        .POST(
            READ,
            request ->
                intake.one(
                    request,
                    Scope.WRITE,
                    EventKind.CHAT_READ,
                    (body, call) -> Prepared.accepted(ChatReads.read(body, call))))
        .route(path(READ), Methods.only(HttpMethod.POST))
        .build();
  }
}
