package io.millrace.streams.projection;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A record on its way to the projections of a topology, and which of them counted it before. */
final class Fact {

  private final Record<String, Object> record;
  private final String identity;
  private final Horizon horizon;
  private final Map<String, String> lastRows;
  private boolean changed;

  Fact(
      Record<String, Object> record,
      String identity,
      @Nullable CountedFact counted,
      Horizon horizon) {
    this.record = record;
    this.identity = identity;
    this.horizon = horizon;
    this.lastRows = counted == null ? new HashMap<>() : new HashMap<>(counted.lastRows());
  }

  Record<String, Object> record() {
    return record;
  }

  /** Who it is, see {@link Identity}. */
  String identity() {
    return identity;
  }

  /** How far the time of the task has come. */
  Horizon horizon() {
    return horizon;
  }

  /** The slot of the last row it changed in a projection; null if it was not counted there. */
  @Nullable String lastRow(Place place) {
    return lastRows.get(place.projection());
  }

  /** A projection has counted it. */
  void count(Place place, String lastRow) {
    lastRows.put(place.projection(), lastRow);
    changed = true;
  }

  /** Whether a projection has counted it now. */
  boolean changed() {
    return changed;
  }

  CountedFact counted(long ingestedAt) {
    return new CountedFact(ingestedAt, lastRows);
  }
}
