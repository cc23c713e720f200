package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Kind;

/** Requests a second, of each kind. */
public record Rates(double receipts, double webhooks, double chat, double ai) {

  /** As many webhooks as receipts, chat messages and AI requests in proportion. */
  public static Rates of(double receipts) {
    if (!(receipts > 0)) {
      throw new IllegalArgumentException("rate: " + receipts + " (expected: > 0)");
    }
    return new Rates(receipts, receipts, receipts * 0.4, receipts * 0.1);
  }

  double of(Kind kind) {
    return switch (kind) {
      case RECEIPT -> receipts;
      case WEBHOOK -> webhooks;
      case CHAT -> chat;
      case AI -> ai;
    };
  }
}
