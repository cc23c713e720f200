package io.millrace.ingest.delivery;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/** What this instance remembers of one source. Any thread may use it. */
final class SourceHistory {

  private final SourceId source;
  private final Map<Outcome, Ring> rings = new EnumMap<>(Outcome.class);
  private final AtomicBoolean storing = new AtomicBoolean();
  private volatile long lastMillis;
  private volatile long oldSecretMillis;
  private volatile long oldSecretStored;

  SourceHistory(SourceId source, int size) {
    this.source = source;
    for (Outcome outcome : Outcome.values()) {
      rings.put(outcome, new Ring(size));
    }
  }

  void add(Report report) {
    ring(report.problem() == null ? Outcome.ACCEPTED : Outcome.REFUSED).add(report);
    lastMillis = report.millis();
    if (report.oldSecret()) {
      oldSecretMillis = report.millis();
    }
  }

  SourceId source() {
    return source;
  }

  boolean isOf(String tenant) {
    return source.tenant().equals(tenant);
  }

  Ring ring(Outcome outcome) {
    return Objects.requireNonNull(rings.get(outcome));
  }

  /** When anything last came in. */
  long lastMillis() {
    return lastMillis;
  }

  /** When a secret that was rotated out was last used, 0 if never since this instance started. */
  long oldSecretMillis() {
    return oldSecretMillis;
  }

  boolean oldSecretUnstored() {
    return oldSecretMillis > oldSecretStored;
  }

  void oldSecretStored(long millis) {
    oldSecretStored = millis;
  }

  /** Whether the caller may store now; who may must {@link #doneStoring()}. */
  boolean beginStoring() {
    return storing.compareAndSet(false, true);
  }

  void doneStoring() {
    storing.set(false);
  }
}
