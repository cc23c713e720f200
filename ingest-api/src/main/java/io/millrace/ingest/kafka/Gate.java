package io.millrace.ingest.kafka;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds what is on its way to Kafka, in records and in bytes. Never waits. */
final class Gate {

  private final int maxRecords;
  private final long maxBytes;
  private final AtomicInteger records = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  Gate(int maxRecords, long maxBytes) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
  }

  /** Whether a record may go; one that may must {@link #leave} with the same size. */
  boolean enter(int size) {
    if (records.incrementAndGet() > maxRecords) {
      records.decrementAndGet();
      return false;
    }
    if (bytes.addAndGet(size) > maxBytes) {
      leave(size);
      return false;
    }
    return true;
  }

  void leave(int size) {
    bytes.addAndGet(-size);
    records.decrementAndGet();
  }

  int records() {
    return records.get();
  }

  long bytes() {
    return bytes.get();
  }
}
