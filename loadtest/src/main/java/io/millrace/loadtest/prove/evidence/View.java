package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.prove.ledger.Kind;
import java.util.Locale;

/** A read model, and a read of it that is cheap to repeat. */
public enum View {
  RECEIPTS(Kind.RECEIPT, "/api/receipts?limit=1&storeId="),
  SALES_BY_HOUR(Kind.RECEIPT, "/api/analytics/sales?bucket=hour&storeId="),
  SALES_BY_DAY(Kind.RECEIPT, "/api/analytics/sales?bucket=day&storeId="),
  PRODUCT_SALES(Kind.RECEIPT, "/api/analytics/top-products?limit=1&storeId="),
  STOCK_LEVELS(Kind.RECEIPT, "/api/stock?limit=1&storeId="),
  WEBHOOK_STATS(Kind.WEBHOOK, "/api/analytics/webhooks?bucket=minute&sourceKey="),
  CHAT(Kind.CHAT, "/api/chat/%s/messages?limit=1"),
  AI_ANSWERS(Kind.AI, "/api/ai/requests/%s");

  private final Kind kind;
  private final String path;

  View(Kind kind, String path) {
    this.kind = kind;
    this.path = path;
  }

  /** What it is made of. */
  public Kind kind() {
    return kind;
  }

  /** The read for a store, source or conversation, or for one AI request. */
  public String path(String keyOrId) {
    return path.contains("%s") ? path.formatted(keyOrId) : path + keyOrId;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
