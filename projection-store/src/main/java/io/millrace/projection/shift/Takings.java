package io.millrace.projection.shift;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.schemas.projection.v1.ShiftTakings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was taken during a shift in one currency, as it is stored and answered.
 *
 * @param currency null where it is the store's and nobody knows that one
 * @param payments by method, what was paid back subtracted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Takings(
    @Nullable String currency, long receipts, long refunds, long revenue, List<Paid> payments) {

  record Paid(String method, long amount) {}

  static Takings of(ShiftTakings takings) {
    return new Takings(
        takings.getCurrency().isEmpty() ? null : takings.getCurrency(),
        takings.getReceipts(),
        takings.getRefunds(),
        takings.getRevenue(),
        paid(new TreeMap<>(takings.getByMethodMap())));
  }

  /** The same with the store's currency where there is none; those of one currency added up. */
  static List<Takings> in(@Nullable String storeCurrency, List<Takings> all) {
    Map<String, Takings> byCurrency = new LinkedHashMap<>();
    for (Takings one : all) {
      Takings named = one.currency == null ? one.in(storeCurrency) : one;
      byCurrency.merge(String.valueOf(named.currency), named, Takings::plus);
    }
    return List.copyOf(byCurrency.values());
  }

  private Takings in(@Nullable String other) {
    return new Takings(other, receipts, refunds, revenue, payments);
  }

  private Takings plus(Takings more) {
    Map<String, Long> amounts = new TreeMap<>();
    List<Paid> both = new ArrayList<>(payments);
    both.addAll(more.payments);
    both.forEach(paid -> amounts.merge(paid.method, paid.amount, Math::addExact));
    return new Takings(
        currency,
        receipts + more.receipts,
        refunds + more.refunds,
        Math.addExact(revenue, more.revenue),
        paid(amounts));
  }

  private static List<Paid> paid(Map<String, Long> byMethod) {
    return byMethod.entrySet().stream()
        .map(entry -> new Paid(entry.getKey(), entry.getValue()))
        .toList();
  }
}
