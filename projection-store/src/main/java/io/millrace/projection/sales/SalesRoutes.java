package io.millrace.projection.sales;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.catalog.StoreQuery;
import io.millrace.projection.catalog.StoreTerms;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.period.Bucket;
import io.millrace.projection.period.Period;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class SalesRoutes {

  private static final Duration GRAIN = Duration.ofMinutes(15);

  private final SalesQuery sales;
  private final StoreQuery stores;
  private final Freshness freshness;
  private final Clock clock;

  SalesRoutes(SalesQuery sales, StoreQuery stores, Freshness freshness, Clock clock) {
    this.sales = sales;
    this.stores = stores;
    this.freshness = freshness;
    this.clock = clock;
  }

  @Bean
  RouterFunction<ServerResponse> sales(Gate gate) {
    return RouterFunctions.route().GET("/api/analytics/sales", gate.read(this::byBucket)).build();
  }

  private Mono<ServerResponse> byBucket(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String storeId = params.text("storeId");
    String currency = params.currency();
    Bucket bucket = params.choice("bucket", Bucket.class);
    return stores
        .terms(caller.tenant(), storeId)
        .flatMap(
            terms -> {
              Period period = period(params, terms, bucket);
              boolean days = bucket == Bucket.DAY && period.utcDays();
              return freshness.answer(
                  request,
                  days ? SalesQuery.DAYS : SalesQuery.QUARTERS,
                  () ->
                      (days
                              ? sales.days(caller.tenant(), storeId, period)
                              : sales.quarters(caller.tenant(), storeId, period, bucket))
                          .map(rows -> answer(rows, storeId, bucket, terms, currency)));
            });
  }

  private Period period(Params params, StoreTerms terms, Bucket bucket) {
    Period.Default otherwise =
        bucket == Bucket.DAY
            ? Period.Default.lastMonth(clock.instant(), terms.zone())
            : Period.Default.lastDay(clock.instant(), terms.zone());
    return Period.of(params, terms.zone(), otherwise).snapped(GRAIN);
  }

  private static SalesAnswer answer(
      List<SalesRow> rows,
      @Nullable String storeId,
      Bucket bucket,
      StoreTerms terms,
      @Nullable String chosen) {
    if (rows.size() > SalesQuery.MAX_ROWS) {
      throw SalesQuery.rangeTooLarge(SalesQuery.MAX_ROWS);
    }
    String currency =
        Currencies.choose(chosen, terms.currency(), rows.stream().map(SalesRow::currency).toList());
    return new SalesAnswer(
        storeId,
        bucket.name().toLowerCase(Locale.ROOT),
        terms.timezone(),
        currency,
        rows.stream()
            .filter(row -> chosen == null || row.currency().equals(chosen))
            .map(row -> SalesAnswer.Entry.of(row, terms.zone()))
            .toList());
  }
}
