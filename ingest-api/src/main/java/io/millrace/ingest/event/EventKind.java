package io.millrace.ingest.event;

/** What kind of thing is taken in: its name in metrics and its CloudEvents type. */
public enum EventKind {
  WEBHOOK("webhook", "io.millrace.webhook.received.v1"),
  WEBHOOK_REJECTIONS("webhook-rejections", "io.millrace.webhook.rejections.v1"),
  RECEIPT("receipt", "io.millrace.sales.receipt.v1"),
  SHIFT("shift", "io.millrace.sales.shift.v1"),
  MOVEMENT("movement", "io.millrace.stock.movement.v1"),
  PRODUCT("product", "io.millrace.catalog.product.v1"),
  REFERENCE("reference", "io.millrace.catalog.reference.v1"),
  CHAT_MESSAGE("chat-message", "io.millrace.chat.message.v1"),
  CHAT_READ("chat-read", "io.millrace.chat.read.v1"),
  NOTIFICATION_READ("notification-read", "io.millrace.notification.read.v1"),
  AI_REQUEST("ai-request", "io.millrace.ai.request.v1"),
  API_KEY("api-key", "io.millrace.config.api-key.v1"),
  SOURCE("source", "io.millrace.config.source.v1"),
  PLAN("plan", "io.millrace.config.plan.v1");

  private final String label;
  private final String type;

  EventKind(String label, String type) {
    this.label = label;
    this.type = type;
  }

  /** Whether it is a tenant's event rather than configuration or our own count. */
  public boolean isFact() {
    return switch (this) {
      case WEBHOOK_REJECTIONS, API_KEY, SOURCE, PLAN -> false;
      default -> true;
    };
  }

  /** Whether the user on whose behalf it is sent is part of it. */
  public boolean hasAuthor() {
    return switch (this) {
      case CHAT_MESSAGE, CHAT_READ, NOTIFICATION_READ, AI_REQUEST -> true;
      default -> false;
    };
  }

  /** The value of the metrics' {@code kind} tag. */
  public String label() {
    return label;
  }

  /** The value of the {@code ce_type} header. */
  public String type() {
    return type;
  }
}
