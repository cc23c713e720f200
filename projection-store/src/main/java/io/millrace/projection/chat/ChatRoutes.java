package io.millrace.projection.chat;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Page;
import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class ChatRoutes {

  private static final int CURSOR_PARTS = 2;

  private final ConversationQuery conversations;
  private final MessageQuery messages;
  private final Participants participants;
  private final Freshness freshness;

  ChatRoutes(
      ConversationQuery conversations,
      MessageQuery messages,
      Participants participants,
      Freshness freshness) {
    this.conversations = conversations;
    this.messages = messages;
    this.participants = participants;
    this.freshness = freshness;
  }

  @Bean
  RouterFunction<ServerResponse> chat(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/chat/conversations", gate.read(this::conversations))
        .GET("/api/chat/{conversationId}/messages", gate.read(this::messages))
        .build();
  }

  private Mono<ServerResponse> conversations(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    List<String> after = params.cursor(CURSOR_PARTS);
    int limit = params.limit();
    return freshness.answer(
        request,
        MessageQuery.PROJECTIONS,
        () ->
            conversations
                .lastUsed(caller.tenant(), caller.userId(), after, limit)
                .map(page -> page.body("conversations")));
  }

  private Mono<ServerResponse> messages(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String conversationId = params.path("conversationId");
    String cursor = params.text("cursor");
    String before = cursor == null ? params.text("before") : cursor;
    String named = cursor == null ? "before" : "cursor";
    int limit = params.limit();
    return freshness.answer(
        request,
        MessageQuery.PROJECTIONS,
        () ->
            participants
                .mayRead(caller, conversationId)
                .filter(allowed -> allowed)
                .flatMap(allowed -> page(caller.tenant(), conversationId, named, before, limit))
                .switchIfEmpty(
                    Mono.error(() -> Problem.notFound("conversation " + conversationId).refusal()))
                .map(page -> body(conversationId, page)));
  }

  /** Nothing where there is no such conversation. */
  private Mono<Page<MessageQuery.Message>> page(
      String tenant, String conversationId, String named, @Nullable String before, int limit) {
    if (before != null) {
      return messages
          .seq(tenant, conversationId, before)
          .switchIfEmpty(
              Mono.error(
                  () ->
                      Problem.badParameter(named, "there is no message " + before + " here")
                          .refusal()))
          .flatMap(seq -> messages.before(tenant, conversationId, seq, limit));
    }
    return messages
        .before(tenant, conversationId, null, limit)
        .filterWhen(
            page ->
                page.entries().isEmpty()
                    ? conversations.isKnown(tenant, conversationId)
                    : Mono.just(true));
  }

  private static Map<String, Object> body(String conversationId, Page<MessageQuery.Message> page) {
    Map<String, Object> body = page.body("messages");
    body.put("conversationId", conversationId);
    return body;
  }
}
