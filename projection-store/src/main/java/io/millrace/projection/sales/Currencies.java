package io.millrace.projection.sales;

import io.millrace.projection.http.Problem;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which one currency amounts are in: amounts of different ones are never added. */
public final class Currencies {

  private static final String UNKNOWN = "an unnamed currency";

  private Currencies() {}

  /**
   * The currency of an answer, or null where nobody knows it.
   *
   * @param chosen what the request asks for
   * @param ofStore what the store trades in
   * @param present the currencies of the amounts, empty for an unknown one
   */
  public static @Nullable String choose(
      @Nullable String chosen, @Nullable String ofStore, Collection<String> present) {
    if (chosen != null) {
      return chosen;
    }
    List<String> distinct = present.stream().distinct().sorted().toList();
    if (distinct.size() > 1) {
      throw Problem.mixedCurrencies(
              distinct.stream().map(one -> one.isEmpty() ? UNKNOWN : one).toList())
          .refusal();
    }
    if (distinct.isEmpty()) {
      return ofStore;
    }
    return distinct.get(0).isEmpty() ? null : distinct.get(0);
  }
}
