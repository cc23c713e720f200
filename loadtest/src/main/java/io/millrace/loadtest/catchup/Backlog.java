package io.millrace.loadtest.catchup;

import io.millrace.loadtest.bulk.Batch;
import io.millrace.loadtest.receipt.GeneratedReceipt;
import io.millrace.loadtest.receipt.ReceiptGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** A day of 1,000 stores, in the order in which it was sold. Knows what it has come to so far. */
final class Backlog implements Iterator<Batch> {

  /** Lines of each receipt. */
  static final int LINES = 3;

  private static final int BATCH = 100;
  private static final int STORES = 1_000;
  private static final Duration OPENING = Duration.ofHours(8);
  private static final Duration OPEN = Duration.ofHours(12);

  private final ReceiptGenerator receipts;
  private final Instant day;
  private final long count;
  private long made;
  private long revenue;

  /**
   * Receipts of the day before {@code clock}'s.
   *
   * @param count how many
   */
  Backlog(long seed, long count, Clock clock) {
    this.receipts = new ReceiptGenerator(seed, STORES, clock);
    this.day = clock.instant().truncatedTo(ChronoUnit.DAYS).minus(1, ChronoUnit.DAYS);
    this.count = count;
  }

  /** Midnight before the first receipt, in UTC. */
  Instant day() {
    return day;
  }

  long made() {
    return made;
  }

  /** Totals of all receipts made so far. */
  long revenue() {
    return revenue;
  }

  @Override
  public boolean hasNext() {
    return made < count;
  }

  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    List<String> items = new ArrayList<>();
    while (items.size() < BATCH && hasNext()) {
      Duration sinceOpening = Duration.ofMillis(OPEN.toMillis() * made / count);
      GeneratedReceipt receipt = receipts.next().at(day.plus(OPENING).plus(sinceOpening));
      made++;
      revenue += receipt.total();
      items.add(receipt.json());
    }
    return new Batch("/api/receipts", items);
  }
}
