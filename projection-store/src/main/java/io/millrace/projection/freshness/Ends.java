package io.millrace.projection.freshness;

import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the ingest partitions held at one moment.
 *
 * @param at when it was asked; everything acknowledged before is counted in
 * @param offsets the offset the next record of each partition gets
 * @param empty between these places and these offsets is no fact, but marks of transactions
 * @param firsts the first fact at or after a place, of those that were looked for
 */
record Ends(
    Instant at,
    Map<TopicPartition, Long> offsets,
    Map<Place, Long> empty,
    Map<Place, First> firsts) {

  Ends {
    offsets = Map.copyOf(offsets);
    empty = Map.copyOf(empty);
    firsts = Map.copyOf(firsts);
  }

  /** An offset of a partition, whether or not there is a record. */
  record Place(TopicPartition partition, long offset) {}

  /** A fact. */
  record First(long offset, Instant takenAt) {}

  boolean has(TopicPartition partition) {
    return offsets.containsKey(partition);
  }

  /** Where, from a place on, the first fact may be; null where there is none. */
  @Nullable Place missing(Place from) {
    Place place = from;
    for (Long next = empty.get(place); next != null; next = empty.get(place)) {
      place = new Place(place.partition(), next);
    }
    return after(place) > 0 ? place : null;
  }

  /** How many offsets there are from a place on. */
  long after(Place place) {
    Long end = offsets.get(place.partition());
    return end == null ? 0 : end - place.offset();
  }
}
