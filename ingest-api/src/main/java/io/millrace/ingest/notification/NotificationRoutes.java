package io.millrace.ingest.notification;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Methods;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.Prepared;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class NotificationRoutes {

  private static final String READ = "/api/notifications/read";

  @Bean
  RouterFunction<ServerResponse> notificationReads(Intake intake) {
    return route()
        .POST(
            READ,
            request ->
                intake.one(
                    request,
                    Scope.WRITE,
                    EventKind.NOTIFICATION_READ,
                    (body, call) -> Prepared.accepted(NotificationReads.read(body, call))))
        .route(path(READ), Methods.only(HttpMethod.POST))
        .build();
  }
}
