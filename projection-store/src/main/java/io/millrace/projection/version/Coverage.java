package io.millrace.projection.version;

import io.millrace.projection.kafka.SharedAdmin.Held;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What one version of a projection covers of what another does.
 *
 * @param shown the newest fact, by ingest partition, of the version that readers see
 * @param next the newest fact of the version they are to see
 * @param held what Kafka still has of each partition
 */
record Coverage(
    Map<TopicPartition, Long> shown,
    Map<TopicPartition, Long> next,
    Map<TopicPartition, Held> held) {

  private static final long NONE = -1;

  /** Whether the next version has everything the shown one says it covers. */
  boolean complete() {
    return firstBehind() == null;
  }

  /**
   * Whether the next version has everything of which the shown one may have a part: of a fact with
   * several rows some may be there before the fact is covered.
   */
  boolean ahead() {
    return shown.entrySet().stream()
        .allMatch(
            mark -> {
              long reached = reached(mark.getKey());
              return isGone(mark.getKey(), mark.getValue())
                  || reached > mark.getValue()
                  || (reached == mark.getValue() && mark.getValue() >= end(mark.getKey()) - 1);
            });
  }

  /** Where the next version is behind, in words, or null. */
  @Nullable String firstBehind() {
    return shown.entrySet().stream()
        .filter(
            mark ->
                reached(mark.getKey()) < mark.getValue() && !isGone(mark.getKey(), mark.getValue()))
        .map(mark -> mark.getKey() + ": " + reached(mark.getKey()) + " of " + mark.getValue())
        .sorted()
        .findFirst()
        .orElse(null);
  }

  /** How many offsets the next version is behind. */
  long behind() {
    return shown.entrySet().stream()
        .filter(mark -> !isGone(mark.getKey(), mark.getValue()))
        .mapToLong(mark -> Math.max(0, mark.getValue() - reached(mark.getKey())))
        .sum();
  }

  private long reached(TopicPartition partition) {
    return Objects.requireNonNullElse(next.get(partition), NONE);
  }

  private long end(TopicPartition partition) {
    Held there = held.get(partition);
    return there == null ? 0 : there.end();
  }

  /** Whether Kafka has nothing left up to this offset, so that nobody can read it again. */
  private boolean isGone(TopicPartition partition, long offset) {
    Held there = held.get(partition);
    return there != null && there.begin() > offset;
  }
}
