package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.Locale;

/** A read model, and a read of it that is cheap to repeat. */
public enum View {
  RECEIPTS(Kind.RECEIPT, "/api/receipts?limit=1&storeId=", Topics.SALES_RECEIPTS),
  SALES_BY_HOUR(Kind.RECEIPT, "/api/analytics/sales?bucket=hour&storeId=", Topics.SALES_RECEIPTS),
  SALES_BY_DAY(Kind.RECEIPT, "/api/analytics/sales?bucket=day&storeId=", Topics.SALES_RECEIPTS),
  PRODUCT_SALES(
      Kind.RECEIPT, "/api/analytics/top-products?limit=1&storeId=", Topics.SALES_RECEIPTS),
  SALES_BREAKDOWN(Kind.RECEIPT, "/api/analytics/payments?storeId=", Topics.SALES_RECEIPTS),
  SHIFTS(Kind.RECEIPT, "/api/shifts?limit=1&storeId=", Topics.SALES_RECEIPTS, Topics.SALES_SHIFTS),
  STOCK_LEVELS(
      Kind.RECEIPT, "/api/stock?limit=1&storeId=", Topics.SALES_RECEIPTS, Topics.STOCK_MOVEMENTS),
  STOCK_MOVEMENTS(
      Kind.RECEIPT,
      "/api/stock/any/movements?limit=1&storeId=",
      Topics.SALES_RECEIPTS,
      Topics.STOCK_MOVEMENTS),
  WEBHOOK_STATS(
      Kind.WEBHOOK, "/api/analytics/webhooks?bucket=minute&sourceKey=", Topics.WEBHOOKS_RECEIVED),
  CHAT(Kind.CHAT, "/api/chat/%s/messages?limit=1", Topics.CHAT_MESSAGES, Topics.CHAT_READS),
  AI_ANSWERS(Kind.AI, "/api/ai/requests/%s", Topics.AI_RESULTS);

  private final Kind kind;
  private final String path;
  private final List<TopicSpec> topics;

  View(Kind kind, String path, TopicSpec... topics) {
    this.kind = kind;
    this.path = path;
    this.topics = List.of(topics);
  }

  /** The topics of facts that it covers. */
  List<TopicSpec> topics() {
    return topics;
  }

  /** What it is made of first of all, so that it is known to be fresh by one of these. */
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
