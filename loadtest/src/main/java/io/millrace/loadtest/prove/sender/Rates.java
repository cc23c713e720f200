package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Kind;

/** Requests a second, of each kind. */
public record Rates(
    double receipts,
    double webhooks,
    double chat,
    double ai,
    double movements,
    double shifts,
    double reads) {

  /** As many webhooks as receipts, the others in proportion. */
  public static Rates of(double receipts) {
    if (!(receipts > 0)) {
      throw new IllegalArgumentException("rate: " + receipts + " (expected: > 0)");
    }
    return new Rates(
        receipts,
        receipts,
        receipts * 0.4,
        receipts * 0.1,
        receipts * 0.1,
        receipts * 0.05,
        receipts * 0.1);
  }

  double of(Kind kind) {
    return switch (kind) {
      case RECEIPT -> receipts;
      case WEBHOOK -> webhooks;
      case CHAT -> chat;
      case AI -> ai;
      case MOVEMENT -> movements;
      case SHIFT -> shifts;
      case READ -> reads;
    };
  }
}
