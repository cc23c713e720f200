package io.millrace.schemas.ai;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost, by model: {@code gpt-4o-mini=0.15:0.60,*=1:2}, in US dollars for a million
 * tokens of prompt and of completion. A model that is not named has the price of the longest name
 * it continues at a {@code -}, as providers say {@code gpt-4o-mini-2024-07-18} for what is asked as
 * {@code gpt-4o-mini}; failing that {@code *}'s, and without that none.
 */
public record AiPrices(Map<String, Price> byModel) {

  private static final String ANY = "*";
  private static final String FORM = " (expected: model=input:output, as in small=0.15:0.60)";

  public AiPrices {
    byModel = Map.copyOf(byModel);
  }

  /** A dollar for a million tokens is a millionth of a dollar for one. */
  public record Price(BigDecimal promptMicros, BigDecimal completionMicros) {}

  /** Reads the text form. */
  public static AiPrices of(String text) {
    Map<String, Price> prices = new LinkedHashMap<>();
    for (String entry : text.isBlank() ? new String[0] : text.split(",", -1)) {
      int equals = entry.lastIndexOf('=');
      String model = entry.substring(0, Math.max(equals, 0)).strip();
      String[] price = entry.substring(equals + 1).split(":", -1);
      if (model.isEmpty() || price.length != 2) {
        throw new IllegalArgumentException("ai.prices: " + entry + FORM);
      }
      if (prices.put(model, new Price(amount(entry, price[0]), amount(entry, price[1]))) != null) {
        throw new IllegalArgumentException("ai.prices: " + model + " (expected: each model once)");
      }
    }
    return new AiPrices(prices);
  }

  /** The cost in millionths of a dollar, rounded; null for a model without a price. */
  public @Nullable Long costMicros(String model, long promptTokens, long completionTokens) {
    Price price = price(model);
    return price == null
        ? null
        : price
            .promptMicros
            .multiply(BigDecimal.valueOf(promptTokens))
            .add(price.completionMicros.multiply(BigDecimal.valueOf(completionTokens)))
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact();
  }

  private @Nullable Price price(String model) {
    for (int end = model.length(); end > 0; end = model.lastIndexOf('-', end - 1)) {
      Price price = byModel.get(model.substring(0, end));
      if (price != null) {
        return price;
      }
    }
    return byModel.get(ANY);
  }

  private static BigDecimal amount(String entry, String text) {
    String number = text.strip();
    if (!number.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      throw new IllegalArgumentException("ai.prices: " + entry + FORM);
    }
    return new BigDecimal(number);
  }
}
