package io.millrace.ingest.http;

import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Takes requests of the app's own routes straight to their handlers, past the dispatcher with its
 * mappings and result handlers: RATIONALE.md says what that saves. The dispatcher keeps what is
 * Spring's: health and metrics, and the preflights of browsers, which the routes would take for
 * what they announce.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class DirectRoutes implements HttpHandlerDecoratorFactory {

  private static final String OWN = "/api/";
  private static final String OPEN_AI = "/v1/";

  private final HttpHandler own;

  DirectRoutes(ObjectProvider<RouterFunction<ServerResponse>> routes, ProblemHandler problems) {
    this.own =
        RouterFunctions.toHttpHandler(
            inOrder(routes.orderedStream().toList()),
            HandlerStrategies.empty().exceptionHandler(problems).build());
  }

  /** Asks one after the other; the first is not asked through all the others. */
  private static RouterFunction<ServerResponse> inOrder(List<RouterFunction<ServerResponse>> all) {
    RouterFunction<ServerResponse> rest = all.get(all.size() - 1);
    for (int i = all.size() - 2; i >= 0; i--) {
      rest = all.get(i).and(rest);
    }
    return rest;
  }

  @Override
  public HttpHandler apply(HttpHandler dispatcher) {
    return (request, response) ->
        isOwn(request.getPath().value()) && !CorsUtils.isPreFlightRequest(request)
            ? own.handle(request, response)
            : dispatcher.handle(request, response);
  }

  private static boolean isOwn(String path) {
    return path.startsWith(OWN) || path.startsWith(OPEN_AI);
  }
}
