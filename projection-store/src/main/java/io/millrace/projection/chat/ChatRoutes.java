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

  private final ChatQuery chat;
  private final Freshness freshness;

  ChatRoutes(ChatQuery chat, Freshness freshness) {
    this.chat = chat;
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
        ChatQuery.PROJECTION,
        () ->
            chat.conversations(caller.tenant(), caller.userId(), after, limit)
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
        ChatQuery.PROJECTION,
        () ->
            page(caller.tenant(), conversationId, named, before, limit)
                .map(page -> body(conversationId, page)));
  }

  private Mono<Page<ChatQuery.Message>> page(
      String tenant, String conversationId, String named, @Nullable String before, int limit) {
    if (before != null) {
      return chat.order(tenant, conversationId, before)
          .switchIfEmpty(
              Mono.error(
                  () ->
                      Problem.badParameter(named, "there is no message " + before + " here")
                          .refusal()))
          .flatMap(order -> chat.messages(tenant, conversationId, order, limit));
    }
    return chat.messages(tenant, conversationId, null, limit)
        .filter(page -> !page.entries().isEmpty())
        .switchIfEmpty(
            Mono.error(() -> Problem.notFound("conversation " + conversationId).refusal()));
  }

  private static Map<String, Object> body(String conversationId, Page<ChatQuery.Message> page) {
    Map<String, Object> body = page.body("messages");
    body.put("conversationId", conversationId);
    return body;
  }
}
