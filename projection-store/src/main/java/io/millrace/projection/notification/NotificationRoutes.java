package io.millrace.projection.notification;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class NotificationRoutes {

  private static final int CURSOR_PARTS = 2;

  private final NotificationQuery notifications;
  private final Freshness freshness;

  NotificationRoutes(NotificationQuery notifications, Freshness freshness) {
    this.notifications = notifications;
    this.freshness = freshness;
  }

  @Bean
  RouterFunction<ServerResponse> notifications(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/notifications", gate.read(this::newest))
        .GET("/api/notifications/unread-count", gate.read(this::unread))
        .build();
  }

  private Mono<ServerResponse> newest(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String user = caller.user();
    NotificationQuery.Status status = params.choice("status", NotificationQuery.Status.class);
    List<String> after = params.cursor(CURSOR_PARTS);
    int limit = params.limit();
    return freshness.answer(
        request,
        NotificationQuery.PROJECTION,
        () ->
            notifications
                .newest(caller.tenant(), user, status, after, limit)
                .map(page -> page.body("notifications")));
  }

  private Mono<ServerResponse> unread(Caller caller, ServerRequest request) {
    String user = caller.user();
    return freshness.answer(
        request,
        NotificationQuery.PROJECTION,
        () -> notifications.unread(caller.tenant(), user).map(unread -> Map.of("unread", unread)));
  }
}
