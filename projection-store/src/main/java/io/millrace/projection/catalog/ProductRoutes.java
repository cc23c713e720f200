package io.millrace.projection.catalog;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.cache.Entry;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class ProductRoutes {

  private final ProductQuery products;
  private final ProductLookUp lookUp;
  private final ProductSearchQuery search;
  private final Freshness freshness;

  ProductRoutes(
      ProductQuery products, ProductLookUp lookUp, ProductSearchQuery search, Freshness freshness) {
    this.products = products;
    this.lookUp = lookUp;
    this.search = search;
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
    if (!Freshness.isAwaited(request.headers().asHttpHeaders())) {
      return lookUp
          .byId(caller.tenant(), productId)
          .flatMap(entry -> answer(request, entry, productId));
    }
    return freshness.answer(
        request,
        ProductQuery.PROJECTION,
        () -> {
          lookUp.forget(ProductKeys.ofId(caller.tenant(), productId));
          return products
              .byId(caller.tenant(), productId)
              .switchIfEmpty(Mono.error(() -> notFound(productId)));
        });
  }

  private Mono<ServerResponse> search(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String barcode = params.text("barcode");
    String words = params.text("q");
    if (barcode != null || words == null) {
      return byBarcode(caller, request, params.required("barcode"));
    }
    int limit = params.limit();
    if (!Freshness.isAwaited(request.headers().asHttpHeaders())) {
      return lookUp
          .search(caller.tenant(), words, limit)
          .flatMap(entry -> answer(request, entry, words));
    }
    return freshness.answer(
        request,
        ProductQuery.PROJECTION,
        () -> {
          lookUp.forgetSearches(caller.tenant());
          return search.find(caller.tenant(), words, limit).map(found -> Map.of("products", found));
        });
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
    if (after == null
        && limit == Params.DEFAULT_LIMIT
        && !Freshness.isAwaited(request.headers().asHttpHeaders())) {
      return lookUp
          .byBarcode(caller.tenant(), barcode)
          .flatMap(entry -> answer(request, entry, barcode));
    }
    return freshness.answer(
        request,
        ProductQuery.PROJECTION,
        () -> {
          lookUp.forget(ProductKeys.ofBarcode(caller.tenant(), barcode));
          return products
              .byBarcode(caller.tenant(), barcode, after, limit)
              .map(page -> page.body("products"));
        });
  }

  private static Mono<ServerResponse> answer(ServerRequest request, Entry entry, String id) {
    Freshness.tell(request, entry.asOf());
    return entry.isNothing()
        ? Mono.error(notFound(id))
        : ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(entry.body());
  }

  private static RuntimeException notFound(String productId) {
    return Problem.notFound("product " + productId).refusal();
  }
}
