package io.millrace.projection.sink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/**
 * Records to be applied in one transaction, in the order of each partition.
 *
 * @param ends the offset to stand at in each partition once the batch is applied
 */
record Batch<R>(List<Entry<R>> entries, Map<TopicPartition, Long> ends) {

  Batch {
    entries = List.copyOf(entries);
    ends = Map.copyOf(ends);
  }

  int size() {
    return entries.size();
  }

  List<R> rows() {
    return entries.stream().map(Entry::row).filter(Objects::nonNull).toList();
  }

  List<Entry<R>> unparked() {
    return entries.stream().filter(Entry::toPark).toList();
  }

  /** The newest covered fact of each ingest partition. */
  Collection<Covered> covered() {
    Map<TopicPartition, Covered> newest = new HashMap<>();
    for (Entry<R> entry : entries) {
      Covered covered = entry.covered();
      if (covered != null) {
        newest.merge(
            new TopicPartition(covered.topic(), covered.partition()), covered, Covered::newer);
      }
    }
    return newest.values();
  }

  /** Two halves that come to the same; for a batch of at least two. */
  List<Batch<R>> halves() {
    int middle = entries.size() / 2;
    List<Entry<R>> second = entries.subList(middle, entries.size());
    Map<TopicPartition, Long> secondEnds = new LinkedHashMap<>();
    for (Entry<R> entry : second) {
      secondEnds.put(entry.partition(), Objects.requireNonNull(ends.get(entry.partition())));
    }
    List<Entry<R>> first = entries.subList(0, middle);
    Map<TopicPartition, Long> firstEnds = new LinkedHashMap<>();
    for (Entry<R> entry : first) {
      firstEnds.put(
          entry.partition(),
          secondEnds.containsKey(entry.partition())
              ? entry.source().offset() + 1
              : Objects.requireNonNull(ends.get(entry.partition())));
    }
    return List.of(new Batch<>(first, firstEnds), new Batch<>(second, secondEnds));
  }

  /** What is left without some partitions. */
  Batch<R> without(Collection<TopicPartition> partitions) {
    List<Entry<R>> kept = new ArrayList<>(entries);
    kept.removeIf(entry -> partitions.contains(entry.partition()));
    Map<TopicPartition, Long> keptEnds = new HashMap<>(ends);
    keptEnds.keySet().removeAll(partitions);
    return new Batch<>(kept, keptEnds);
  }
}
