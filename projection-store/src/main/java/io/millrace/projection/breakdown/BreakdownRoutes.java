package io.millrace.projection.breakdown;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.breakdown.BreakdownQuery.Dimension;
import io.millrace.projection.breakdown.BreakdownQuery.Row;
import io.millrace.projection.catalog.StoreQuery;
import io.millrace.projection.catalog.StoreTerms;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import io.millrace.projection.period.Period;
import io.millrace.projection.sales.Currencies;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class BreakdownRoutes {

  private static final Duration GRAIN = Duration.ofMinutes(15);

  private final BreakdownQuery breakdown;
  private final StoreQuery stores;
  private final Freshness freshness;
  private final Clock clock;

  BreakdownRoutes(BreakdownQuery breakdown, StoreQuery stores, Freshness freshness, Clock clock) {
    this.breakdown = breakdown;
    this.stores = stores;
    this.freshness = freshness;
    this.clock = clock;
  }

  @Bean
  RouterFunction<ServerResponse> breakdowns(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/analytics/payments", gate.read(this::payments))
        .GET("/api/analytics/employees", gate.read(this::employees))
        .build();
  }

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Payments(
      @Nullable String storeId,
      String timezone,
      @Nullable String currency,
      List<Method> payments) {}

  record Method(String method, long receipts, long refunds, long amount, long revenue) {

    static Method of(Row row) {
      return new Method(
          String.valueOf(row.value()), row.receipts(), row.refunds(), row.amount(), row.revenue());
    }
  }

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Employees(
      @Nullable String storeId,
      String timezone,
      @Nullable String currency,
      List<Employee> employees) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Employee(
      @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String employeeId,
      @Nullable String name,
      long receipts,
      long refunds,
      long revenue) {

    static Employee of(Row row) {
      return new Employee(row.value(), row.name(), row.receipts(), row.refunds(), row.revenue());
    }
  }

  /** Makes an answer of the rows in its currency. */
  private interface Body {

    Object of(
        @Nullable String storeId, StoreTerms terms, @Nullable String currency, List<Row> rows);
  }

  private Mono<ServerResponse> payments(Caller caller, ServerRequest request) {
    return answer(
        caller,
        request,
        Dimension.PAYMENT,
        (storeId, terms, currency, rows) ->
            new Payments(
                storeId, terms.timezone(), currency, rows.stream().map(Method::of).toList()));
  }

  private Mono<ServerResponse> employees(Caller caller, ServerRequest request) {
    return answer(
        caller,
        request,
        Dimension.EMPLOYEE,
        (storeId, terms, currency, rows) ->
            new Employees(
                storeId, terms.timezone(), currency, rows.stream().map(Employee::of).toList()));
  }

  private Mono<ServerResponse> answer(
      Caller caller, ServerRequest request, Dimension dimension, Body body) {
    Params params = new Params(request);
    String storeId = params.text("storeId");
    String chosen = params.currency();
    return stores
        .terms(caller.tenant(), storeId)
        .flatMap(
            terms -> {
              Period period = period(params, terms);
              return freshness.answer(
                  request,
                  BreakdownQuery.PROJECTION,
                  () ->
                      breakdown
                          .by(dimension, caller.tenant(), storeId, period)
                          .map(rows -> checked(rows))
                          .map(
                              rows ->
                                  body.of(
                                      storeId,
                                      terms,
                                      currency(chosen, terms, rows),
                                      in(chosen, rows))));
            });
  }

  private Period period(Params params, StoreTerms terms) {
    return Period.of(params, terms.zone(), Period.Default.lastMonth(clock.instant(), terms.zone()))
        .snapped(GRAIN);
  }

  private static List<Row> checked(List<Row> rows) {
    if (rows.size() > BreakdownQuery.MAX_ROWS) {
      throw Problem.of(
              HttpStatus.BAD_REQUEST,
              "range-too-large",
              "more than " + BreakdownQuery.MAX_ROWS + " entries; ask for one store")
          .refusal();
    }
    return rows;
  }

  private static @Nullable String currency(
      @Nullable String chosen, StoreTerms terms, List<Row> rows) {
    return Currencies.choose(chosen, terms.currency(), rows.stream().map(Row::currency).toList());
  }

  private static List<Row> in(@Nullable String chosen, List<Row> rows) {
    return rows.stream().filter(row -> chosen == null || row.currency().equals(chosen)).toList();
  }
}
