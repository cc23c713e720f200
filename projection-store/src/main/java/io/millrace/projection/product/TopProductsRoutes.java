package io.millrace.projection.product;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.catalog.StoreQuery;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.json.Quantities;
import io.millrace.projection.period.Period;
import io.millrace.projection.sales.Currencies;
import java.time.Clock;
import java.time.Duration;
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
class TopProductsRoutes {

  private static final int DEFAULT_LIMIT = 10;
  private static final Duration GRAIN = Duration.ofMinutes(15);

  private final TopProductsQuery products;
  private final StoreQuery stores;
  private final Freshness freshness;
  private final Clock clock;

  TopProductsRoutes(
      TopProductsQuery products, StoreQuery stores, Freshness freshness, Clock clock) {
    this.products = products;
    this.stores = stores;
    this.freshness = freshness;
    this.clock = clock;
  }

  @Bean
  RouterFunction<ServerResponse> topProducts(Gate gate) {
    return RouterFunctions.route().GET("/api/analytics/top-products", gate.read(this::top)).build();
  }

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Answer(@Nullable String storeId, @Nullable String currency, List<Entry> products) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(String productId, @Nullable String name, Number units, long revenue) {

    static Entry of(TopProductsQuery.Row row) {
      return new Entry(
          row.productId(), row.name(), Quantities.ofMilli(row.unitsMilli()), row.revenue());
    }
  }

  private Mono<ServerResponse> top(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String tenant = caller.tenant();
    String storeId = params.text("storeId");
    String chosen = params.currency();
    TopProductsQuery.By by = params.choice("by", TopProductsQuery.By.class);
    int limit = params.limit(DEFAULT_LIMIT);
    return stores
        .terms(tenant, storeId)
        .flatMap(
            terms -> {
              Period period =
                  Period.of(
                          params,
                          terms.zone(),
                          Period.Default.lastMonth(clock.instant(), terms.zone()))
                      .snapped(GRAIN);
              return freshness.answer(
                  request,
                  TopProductsQuery.PROJECTION,
                  () ->
                      products
                          .currencies(tenant, storeId, period)
                          .zipWith(products.top(tenant, storeId, period, chosen, by, limit))
                          .map(
                              found ->
                                  new Answer(
                                      storeId,
                                      Currencies.choose(chosen, terms.currency(), found.getT1()),
                                      found.getT2().stream().map(Entry::of).toList())));
            });
  }
}
