package io.millrace.projection.shift;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class ShiftRoutes {

  private static final int OPEN_CURSOR_PARTS = 2;
  private static final int LIST_CURSOR_PARTS = 3;

  private final ShiftQuery shifts;
  private final Freshness freshness;

  ShiftRoutes(ShiftQuery shifts, Freshness freshness) {
    this.shifts = shifts;
    this.freshness = freshness;
  }

  @Bean
  RouterFunction<ServerResponse> shifts(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/shifts", gate.read(this::list))
        .GET("/api/shifts/open", gate.read(this::open))
        .build();
  }

  private Mono<ServerResponse> open(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String storeId = params.text("storeId");
    String terminalId = params.text("terminalId");
    List<String> after = params.cursor(OPEN_CURSOR_PARTS);
    int limit = params.limit();
    return freshness.answer(
        request,
        ShiftQuery.PROJECTION,
        () ->
            shifts
                .open(caller.tenant(), storeId, terminalId, after, limit)
                .map(page -> page.body("shifts")));
  }

  private Mono<ServerResponse> list(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String storeId = params.text("storeId");
    String terminalId = params.text("terminalId");
    List<String> after = params.cursor(LIST_CURSOR_PARTS);
    int limit = params.limit();
    return freshness.answer(
        request,
        ShiftQuery.PROJECTION,
        () ->
            shifts
                .list(caller.tenant(), storeId, terminalId, after, limit)
                .map(page -> page.body("shifts")));
  }
}
