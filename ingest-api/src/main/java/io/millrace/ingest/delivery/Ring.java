package io.millrace.ingest.delivery;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest few reports, and which of them the store has. Any thread may use it. */
final class Ring {

  /**
   * What the store does not have.
   *
   * @param reports oldest first
   * @param upTo what {@link #stored} is told once the store has them
   */
  record Unstored(List<Report> reports, long upTo) {}

  private final @Nullable Report[] slots;
  private long added;
  private long stored;

  Ring(int size) {
    slots = new Report[size];
  }

  synchronized void add(Report report) {
    slots[(int) (added++ % slots.length)] = report;
  }

  /** All that is still here, oldest first. */
  synchronized List<Report> all() {
    return from(0);
  }

  synchronized Unstored unstored() {
    return new Unstored(from(stored), added);
  }

  synchronized void stored(long upTo) {
    stored = Math.max(stored, upTo);
  }

  private List<Report> from(long first) {
    List<Report> reports = new ArrayList<>();
    for (long i = Math.max(first, added - slots.length); i < added; i++) {
      Report report = slots[(int) (i % slots.length)];
      if (report != null) {
        reports.add(report);
      }
    }
    return reports;
  }
}
