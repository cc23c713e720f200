package io.millrace.loadtest.prove.ledger;

import java.util.Locale;

/** What sums facts. */
public enum Projection {
  SALES_BY_HOUR,
  SALES_BY_DAY,
  PRODUCT_SALES,
  STOCK_LEVELS,
  WEBHOOK_STATS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
