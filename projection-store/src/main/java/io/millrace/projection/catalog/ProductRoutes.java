package io.millrace.projection.catalog;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class ProductRoutes {

  private final ProductQuery products;
  private final Freshness freshness;

  ProductRoutes(ProductQuery products, Freshness freshness) {
    this.products = products;
    this.freshness = freshness;
  }

  @Bean
  RouterFunction<ServerResponse> products(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/products", gate.read(this::all))
        .GET("/api/products/search", gate.read(this::search))
        .POST("/api/products/search", gate.read(this::searchByBody))
        .GET("/api/products/{productId}", gate.read(this::one))
        .build();
  }

  /** What {@code POST /api/products/search} takes. */
  record Search(@Nullable String barcode) {}

  private Mono<ServerResponse> all(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    List<String> after = params.cursor(1);
    int limit = params.limit();
    return freshness.answer(
        request,
        ProductQuery.PROJECTION,
        () -> products.list(caller.tenant(), after, limit).map(page -> page.body("products")));
  }

  private Mono<ServerResponse> one(Caller caller, ServerRequest request) {
    String productId = new Params(request).path("productId");
    return freshness.answer(
        request,
        ProductQuery.PROJECTION,
        () ->
            products
                .byId(caller.tenant(), productId)
                .switchIfEmpty(
                    Mono.error(() -> Problem.notFound("product " + productId).refusal())));
  }

  private Mono<ServerResponse> search(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String barcode = params.text("barcode");
    if (barcode == null && params.text("q") != null) {
      throw Problem.badParameter("q", "full text search is not there yet; search by barcode")
          .refusal();
    }
    return byBarcode(caller, request, barcode == null ? params.required("barcode") : barcode);
  }

  private Mono<ServerResponse> searchByBody(Caller caller, ServerRequest request) {
    return request
        .bodyToMono(Search.class)
        .switchIfEmpty(Mono.error(() -> Problem.badParameter("barcode", "missing").refusal()))
        .flatMap(search -> byBarcode(caller, request, Params.given("barcode", search.barcode())));
  }

  private Mono<ServerResponse> byBarcode(Caller caller, ServerRequest request, String barcode) {
    Params params = new Params(request);
    List<String> after = params.cursor(1);
    int limit = params.limit();
    return freshness.answer(
        request,
        ProductQuery.PROJECTION,
        () ->
            products
                .byBarcode(caller.tenant(), barcode, after, limit)
                .map(page -> page.body("products")));
  }
}
