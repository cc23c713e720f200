package io.millrace.projection.sales;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.catalog.StoreQuery;
import io.millrace.projection.catalog.StoreTerms;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.period.Period;
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
class HoursOfWeekRoutes {

  private static final Duration GRAIN = Duration.ofMinutes(15);

  private final HoursOfWeekQuery hours;
  private final StoreQuery stores;
  private final Freshness freshness;
  private final Clock clock;

  HoursOfWeekRoutes(HoursOfWeekQuery hours, StoreQuery stores, Freshness freshness, Clock clock) {
    this.hours = hours;
    this.stores = stores;
    this.freshness = freshness;
    this.clock = clock;
  }

  @Bean
  RouterFunction<ServerResponse> hoursOfWeek(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/analytics/hours", gate.read(this::byHourOfWeek))
        .build();
  }

  private Mono<ServerResponse> byHourOfWeek(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String storeId = params.text("storeId");
    String currency = params.currency();
    return stores
        .terms(caller.tenant(), storeId)
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
                  SalesQuery.QUARTERS,
                  () ->
                      hours
                          .hours(caller.tenant(), storeId, period)
                          .map(rows -> answer(rows, storeId, terms, currency)));
            });
  }

  private static HoursOfWeekAnswer answer(
      List<HourOfWeekRow> rows,
      @Nullable String storeId,
      StoreTerms terms,
      @Nullable String chosen) {
    String currency =
        Currencies.choose(
            chosen, terms.currency(), rows.stream().map(HourOfWeekRow::currency).toList());
    return new HoursOfWeekAnswer(
        storeId,
        terms.timezone(),
        currency,
        rows.stream()
            .filter(row -> chosen == null || row.currency().equals(chosen))
            .map(HoursOfWeekAnswer.Entry::of)
            .toList());
  }
}
