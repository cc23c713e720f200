package io.millrace.projection.stock;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class StockRoutes {

  private static final int CURSOR_PARTS = 2;

  private final StockQuery stock;
  private final LowStockQuery lowStock;
  private final StockMovementQuery movements;
  private final Freshness freshness;

  StockRoutes(
      StockQuery stock, LowStockQuery lowStock, StockMovementQuery movements, Freshness freshness) {
    this.stock = stock;
    this.lowStock = lowStock;
    this.movements = movements;
    this.freshness = freshness;
  }

  @Bean
  RouterFunction<ServerResponse> stock(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/stock", gate.read(this::all))
        .GET("/api/stock/low", gate.read(this::low))
        .GET("/api/stock/{productId}/movements", gate.read(this::movements))
        .GET("/api/stock/{productId}", gate.read(this::ofProduct))
        .build();
  }

  private Mono<ServerResponse> all(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String storeId = params.text("storeId");
    List<String> after = params.cursor(CURSOR_PARTS);
    int limit = params.limit();
    return freshness.answer(
        request,
        StockQuery.PROJECTION,
        () ->
            stock
                .levels(caller.tenant(), storeId, null, after, limit)
                .map(page -> page.body("levels")));
  }

  private Mono<ServerResponse> ofProduct(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String productId = params.path("productId");
    String storeId = params.text("storeId");
    List<String> after = params.cursor(CURSOR_PARTS);
    int limit = params.limit();
    return freshness.answer(
        request,
        StockQuery.PROJECTION,
        () ->
            stock
                .levels(caller.tenant(), storeId, productId, after, limit)
                .filter(page -> after != null || !page.entries().isEmpty())
                .map(page -> page.body("levels"))
                .switchIfEmpty(
                    Mono.error(() -> Problem.notFound("stock of " + productId).refusal())));
  }

  private Mono<ServerResponse> low(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String storeId = params.text("storeId");
    List<String> after = params.cursor(CURSOR_PARTS);
    int limit = params.limit();
    return freshness.answer(
        request,
        LowStockQuery.PROJECTIONS,
        () ->
            lowStock.low(caller.tenant(), storeId, after, limit).map(page -> page.body("levels")));
  }

  private Mono<ServerResponse> movements(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String productId = params.path("productId");
    String storeId = params.text("storeId");
    List<String> after = params.cursor(StockMovementQuery.CURSOR_PARTS);
    int limit = params.limit();
    return freshness.answer(
        request,
        StockMovementQuery.PROJECTION,
        () ->
            movements
                .movements(caller.tenant(), productId, storeId, after, limit)
                .filterWhen(
                    page ->
                        after != null || !page.entries().isEmpty()
                            ? Mono.just(true)
                            : movements.wereTaken(caller.tenant(), productId, storeId))
                .map(page -> page.body("movements"))
                .switchIfEmpty(
                    Mono.error(() -> Problem.notFound("movements of " + productId).refusal())));
  }
}
