package io.millrace.loadtest.month;

import java.time.LocalDate;
import java.time.LocalDateTime;

/** What figures are called, recomputed or read. */
final class Names {

  private Names() {}

  /** By the store's clock: what it shows twice as clocks go back is one hour. */
  static String hour(String currency, LocalDateTime start) {
    return "hour " + start + " " + currency;
  }

  static String day(String currency, LocalDate day) {
    return "day " + day + " " + currency;
  }

  static String hourOfWeek(String currency, String weekday, int hour) {
    return "hour of the week " + weekday + " " + hour + " " + currency;
  }

  static String product(String currency, String productId) {
    return "product " + productId + " " + currency;
  }

  static String paid(String currency, String method) {
    return "paid by " + method + " " + currency;
  }

  static String employee(String currency, String employeeId) {
    return "sold by " + employeeId + " " + currency;
  }

  static String stock(String productId) {
    return "stock of " + productId;
  }
}
