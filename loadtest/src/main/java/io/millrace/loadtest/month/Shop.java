package io.millrace.loadtest.month;

import java.time.ZoneId;
import java.util.List;

/**
 * A store.
 *
 * @param currencies its own, and those it takes besides
 */
record Shop(String id, ZoneId zone, List<String> currencies) {

  /** Clocks of most of them change in the month, those of Lord Howe Island by half an hour. */
  private static final List<Shop> KINDS =
      List.of(
          new Shop("", ZoneId.of("Europe/Berlin"), List.of("EUR")),
          new Shop("", ZoneId.of("Europe/London"), List.of("GBP")),
          new Shop("", ZoneId.of("Australia/Lord_Howe"), List.of("AUD")),
          new Shop("", ZoneId.of("Asia/Kathmandu"), List.of("NPR", "USD")),
          new Shop("", ZoneId.of("UTC"), List.of("EUR")),
          new Shop("", ZoneId.of("America/New_York"), List.of("USD")));

  Shop {
    currencies = List.copyOf(currencies);
  }

  /** The store of that number; the kinds take turns. */
  static Shop of(int number) {
    Shop kind = KINDS.get(number % KINDS.size());
    return new Shop("shop-" + number, kind.zone, kind.currencies);
  }

  String currency() {
    return currencies.get(0);
  }
}
