package io.millrace.projection.receipt;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.catalog.StoreQuery;
import io.millrace.projection.catalog.StoreTerms;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import io.millrace.projection.period.Period;
import io.millrace.projection.receipt.ReceiptQuery.Filter;
import io.millrace.projection.receipt.ReceiptQuery.Receipt;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class ReceiptRoutes {

  private static final int CURSOR_PARTS = 3;

  private final ReceiptQuery receipts;
  private final StoreQuery stores;
  private final Freshness freshness;

  ReceiptRoutes(ReceiptQuery receipts, StoreQuery stores, Freshness freshness) {
    this.receipts = receipts;
    this.stores = stores;
    this.freshness = freshness;
  }

  @Bean
  RouterFunction<ServerResponse> receipts(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/receipts", gate.read(this::list))
        .GET("/api/receipts/{receiptId}", gate.read(this::one))
        .build();
  }

  private Mono<ServerResponse> list(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String storeId = params.text("storeId");
    List<String> after = params.cursor(CURSOR_PARTS);
    int limit = params.limit();
    return stores
        .terms(caller.tenant(), storeId)
        .map(terms -> filter(params, terms))
        .flatMap(
            filter ->
                freshness.answer(
                    request,
                    ReceiptQuery.PROJECTION,
                    () ->
                        receipts
                            .list(caller.tenant(), filter, after, limit)
                            .map(page -> page.body("receipts"))));
  }

  private static Filter filter(Params params, StoreTerms terms) {
    return new Filter(
        params.text("storeId"),
        params.text("terminalId"),
        params.text("number"),
        Period.time(params, "from", terms.zone()),
        Period.time(params, "to", terms.zone()));
  }

  private Mono<ServerResponse> one(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String receiptId = params.path("receiptId");
    String storeId = params.text("storeId");
    return freshness.answer(
        request,
        ReceiptQuery.PROJECTION,
        () ->
            receipts
                .byId(caller.tenant(), receiptId, storeId)
                .map(found -> only(receiptId, found))
                .flatMap(receipt -> receipts.withRefunds(caller.tenant(), receipt)));
  }

  private static Receipt only(String receiptId, List<Receipt> found) {
    if (found.isEmpty()) {
      throw Problem.notFound("receipt " + receiptId).refusal();
    }
    if (found.size() > 1) {
      throw Problem.badParameter("storeId", "missing; several stores have receipt " + receiptId)
          .refusal();
    }
    return found.get(0);
  }
}
