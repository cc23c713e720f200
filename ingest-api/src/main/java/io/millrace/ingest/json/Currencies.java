package io.millrace.ingest.json;

import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;

/** ISO 4217 codes. */
public final class Currencies {

  private static final Set<String> CODES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private Currencies() {}

  /** The field {@code currency}, empty where there is none. */
  public static String read(Fields body) {
    return known(body, body.optionalText("currency", 3));
  }

  /** The field {@code currency}, which must be there. */
  public static String required(Fields body) {
    return known(body, body.text("currency", 3));
  }

  private static String known(Fields body, String code) {
    if (!code.isEmpty() && !CODES.contains(code)) {
      body.wrong("currency", "expected an ISO 4217 code, as in EUR");
    }
    return code;
  }
}
