package io.millrace.loadtest.prove.ledger;

import java.util.Locale;

/** What sums facts. */
public enum Projection {
  SALES_BY_HOUR,
  SALES_BY_DAY,
  PRODUCT_SALES,
  STOCK_LEVELS,
  WEBHOOK_STATS,
  HOURS_OF_WEEK,
  SALES_BREAKDOWN,
  TOP_PRODUCTS,
  REFUNDS,
  SHIFTS,
  STOCK_MOVEMENTS,
  LOW_STOCK,
  CHAT,
  NOTIFICATIONS,
  AI_USAGE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
