package io.millrace.projection.catalog;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class ReferenceRoutes {

  private static final Set<String> KINDS =
      Set.of("stores", "warehouses", "categories", "customers", "employees");

  private final ReferenceQuery reference;
  private final Freshness freshness;

  ReferenceRoutes(ReferenceQuery reference, Freshness freshness) {
    this.reference = reference;
    this.freshness = freshness;
  }

  @Bean
  RouterFunction<ServerResponse> reference(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/reference/{kind}", gate.read(this::ofKind))
        .GET("/api/customers", gate.read(this::customers))
        .build();
  }

  private Mono<ServerResponse> ofKind(Caller caller, ServerRequest request) {
    String kind = new Params(request).path("kind");
    if (!KINDS.contains(kind)) {
      throw Problem.notFound("kind " + kind).refusal();
    }
    return list(caller, request, kind, null, "items");
  }

  private Mono<ServerResponse> customers(Caller caller, ServerRequest request) {
    String phone = new Params(request).required("phone");
    String dialled = phone.startsWith(" ") ? "+" + phone.substring(1) : phone;
    return list(caller, request, "customers", dialled, "customers");
  }

  private Mono<ServerResponse> list(
      Caller caller, ServerRequest request, String kind, @Nullable String phone, String name) {
    Params params = new Params(request);
    List<String> after = params.cursor(1);
    int limit = params.limit();
    return freshness.answer(
        request,
        ReferenceQuery.PROJECTION,
        () ->
            reference
                .list(caller.tenant(), kind, phone, after, limit)
                .map(page -> page.body(name)));
  }
}
