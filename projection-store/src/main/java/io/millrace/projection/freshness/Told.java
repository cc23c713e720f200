package io.millrace.projection.freshness;

import io.millrace.projection.freshness.Snapshot.Row;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How new answers from one server are. What was there once stays, so what was told once stays true:
 * later answers are never told to be older.
 */
final class Told {

  private final Standings standings;
  private final Map<String, AsOf> told = new ConcurrentHashMap<>();

  Told(Standings standings) {
    this.standings = standings;
  }

  /**
   * How new an answer from a projection is.
   *
   * @param newest when the newest fact was taken that it covers
   * @param complete it holds everything taken before this time
   */
  private record AsOf(Instant newest, Instant complete) {

    AsOf or(AsOf other) {
      return new AsOf(later(newest, other.newest), later(complete, other.complete));
    }

    Instant time() {
      return newest.isBefore(complete) ? newest : complete;
    }

    private static Instant later(Instant one, Instant other) {
      return one.isAfter(other) ? one : other;
    }
  }

  /** The same snapshot with how new answers are. */
  Snapshot of(Snapshot snapshot) {
    Map<String, Instant> asOf = new HashMap<>();
    snapshot
        .shown()
        .forEach(
            (projection, version) -> {
              List<Row> marks = snapshot.marks(version);
              AsOf now = new AsOf(newest(marks), standings.complete(version, marks));
              asOf.put(projection, told.merge(projection, now, AsOf::or).time());
            });
    return snapshot.with(asOf);
  }

  private static Instant newest(List<Row> marks) {
    return marks.stream().map(Row::ingestedAt).max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
  }
}
