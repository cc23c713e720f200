package io.millrace.projection.answer;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.millrace.projection.ai.AiRedis;
import io.millrace.projection.ai.AiRequestQuery;
import io.millrace.projection.ai.AiState;
import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.chat.Participants;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import io.millrace.schemas.ai.AiKeys;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class AnswerRoutes {

  /** How long what is asked for may be unknown: its record may still be on its way. */
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(5);

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final AnswerReaders readers;
  private final Answers answers;
  private final Conversations conversations;
  private final Participants participants;
  private final AiRequestQuery requests;
  private final AiState state;
  private final AiRedis redis;

  AnswerRoutes(
      AnswerReaders readers,
      Answers answers,
      Conversations conversations,
      Participants participants,
      AiRequestQuery requests,
      AiState state,
      AiRedis redis) {
    this.readers = readers;
    this.answers = answers;
    this.conversations = conversations;
    this.participants = participants;
    this.requests = requests;
    this.state = state;
    this.redis = redis;
  }

  @Bean
  RouterFunction<ServerResponse> answerStreams(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/ai/requests/{requestId}/stream", gate.read(this::ofRequest))
        .GET("/api/chat/stream", gate.read(this::ofConversation))
        .build();
  }

  private Mono<ServerResponse> ofRequest(Caller caller, ServerRequest request) {
    String requestId = new Params(request).path("requestId");
    String after = lastEventId(request);
    String name = AiKeys.request(caller.tenant(), requestId);
    return await(request, () -> mayRead(caller, requestId))
        .switchIfEmpty(notFound("AI request " + requestId))
        .flatMap(known -> hadAll(name, requestId, after))
        .flatMap(
            hadAll ->
                hadAll
                    ? ServerResponse.noContent().build()
                    : readers.respond(
                        new AnswerReader(after),
                        reader -> answers.watch(name, reader),
                        answers::leave));
  }

  private Mono<ServerResponse> ofConversation(Caller caller, ServerRequest request) {
    String conversationId = new Params(request).required("sessionId");
    String after = lastEventId(request);
    return await(request, () -> participants.mayRead(caller, conversationId))
        .switchIfEmpty(notFound("conversation " + conversationId))
        .flatMap(
            allowed ->
                readers.respond(
                    new AnswerReader(after),
                    reader -> conversations.watch(caller.tenant(), conversationId, reader),
                    conversations::leave));
  }

  /** Asks until the answer is yes; nothing after a while. */
  private static Mono<Boolean> await(ServerRequest request, Supplier<Mono<Boolean>> question) {
    return Mono.defer(question)
        .filter(known -> known)
        .repeatWhenEmpty(Integer.MAX_VALUE, looks -> looks.delayElements(LOOK))
        .timeout(Freshness.wait(request, DEFAULT_WAIT), Mono.empty());
  }

  private static Mono<Boolean> notFound(String what) {
    return Mono.error(() -> Problem.notFound(what).refusal());
  }

  /** Whose a request is, is known once its record is read; a back end need not wait for that. */
  private Mono<Boolean> mayRead(Caller caller, String requestId) {
    Mono<Boolean> inDatabase =
        requests
            .byId(caller.tenant(), requestId)
            .map(row -> row.isVisibleTo(caller))
            .defaultIfEmpty(false);
    return caller.isUser()
        ? inDatabase
        : state
            .of(caller.tenant(), requestId)
            .flatMap(now -> now.isKnown() ? Mono.just(true) : inDatabase);
  }

  /** Browsers connect again after the end, with the id of the last event; 204 tells them not to. */
  private Mono<Boolean> hadAll(String request, String requestId, @Nullable String after) {
    if (after == null) {
      return Mono.just(false);
    }
    if (StoredAnswers.isLast(after, requestId)) {
      return Mono.just(true);
    }
    return redis
        .ask(commands -> commands.xrevrange(AiKeys.out(request), Range.unbounded(), Limit.from(1)))
        .map(
            last -> {
              Entry entry = last.isEmpty() ? null : Entry.of(last.get(0));
              return entry != null && entry.isEnd() && entry.id().equals(after);
            })
        .onErrorReturn(false);
  }

  private static @Nullable String lastEventId(ServerRequest request) {
    String id = request.headers().firstHeader(LAST_EVENT_ID);
    if (id == null || id.isBlank()) {
      return null;
    }
    if (id.length() > Params.MAX_LENGTH) {
      throw Problem.badParameter(LAST_EVENT_ID, "longer than " + Params.MAX_LENGTH + " characters")
          .refusal();
    }
    return id.strip();
  }
}
