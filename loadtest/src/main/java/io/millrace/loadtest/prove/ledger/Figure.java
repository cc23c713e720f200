package io.millrace.loadtest.prove.ledger;

import java.time.Instant;
import java.util.Locale;

/**
 * One figure of the read API.
 *
 * @param projection what summed it
 * @param row which of its rows; see {@link #row}
 * @param measure which column of the row
 * @param value money in minor units, quantities in thousandths
 */
public record Figure(Projection projection, String row, Measure measure, long value) {

  /** A column: a count goes up by one with each effect, a sum by an amount. */
  public enum Measure {
    RECEIPTS(true),
    REFUNDS(true),
    ACCEPTED(true),
    DUPLICATES(true),
    REJECTED(true),
    /** Of a shift. */
    OPENED(true),
    CLOSED(true),
    /** Refunds that point at a sale. */
    LINKED(true),
    /** A level at or below its product's threshold, and one that was alerted. */
    LOW(true),
    ALERTED(true),
    NOTIFIED(true),
    UNREAD(true),
    ENDED(true),
    FAILED(true),
    CANCELLED(true),
    FALLBACKS(true),
    UNITS(false),
    REVENUE(false),
    BYTES(false),
    AMOUNT(false),
    CASH(false),
    LEVEL(false),
    /** The number of a message, and of a conversation's last. */
    SEQ(false),
    TOKENS(false),
    MILLIS(false);

    private final boolean count;

    Measure(boolean count) {
      this.count = count;
    }

    private String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A row of a key and something in it. */
  public static String row(String key, String part) {
    return key + " " + part;
  }

  /** A row of a key and the time at which its bucket begins. */
  public static String row(String key, Instant start) {
    return row(key, start.toString());
  }

  boolean count() {
    return measure.count;
  }

  static boolean isOfDuplicates(String name) {
    return name.endsWith(" " + Measure.DUPLICATES.title());
  }

  String name() {
    return projection + ": " + row + " " + measure.title();
  }
}
