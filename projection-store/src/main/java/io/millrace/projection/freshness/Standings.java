package io.millrace.projection.freshness;

import io.millrace.projection.freshness.Ends.First;
import io.millrace.projection.freshness.Ends.Place;
import io.millrace.projection.freshness.Snapshot.Row;
import io.millrace.projection.freshness.Snapshot.Version;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Standing;
import io.millrace.schemas.topic.TopicSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Compares what versions of projections cover with what was last known to be taken. */
@Component
final class Standings {

  private final Map<String, Projection<?>> projections = new ConcurrentHashMap<>();
  private volatile @Nullable Ends ends;

  /**
   * How far a version got in one partition.
   *
   * @param next the place after the newest fact it covers
   * @param takenAt when that fact was taken; 1970 where it covers none
   */
  record Reached(Place next, Instant takenAt) {}

  /**
   * Has versions of these projections compared: what makes them may itself ask how new they are.
   */
  void follow(Collection<Projection<?>> all) {
    all.forEach(projection -> projections.put(projection.name(), projection));
  }

  /** From now on versions are compared with these. */
  void know(Ends newest) {
    ends = newest;
  }

  /** The topics that hold the facts of a version. */
  Set<String> topics(Version version) {
    Set<String> topics = new TreeSet<>();
    Projection<?> projection = projections.get(version.projection());
    if (projection != null) {
      projection.inputs().forEach(input -> topics.add(topic(projection, input, version)));
    }
    return topics;
  }

  /** How far a version got in each of its partitions. */
  List<Reached> reached(Version version, List<Row> marks, Ends newest) {
    Projection<?> projection = projections.get(version.projection());
    if (projection == null) {
      return List.of();
    }
    Map<TopicPartition, Row> covered = new HashMap<>();
    marks.forEach(
        row ->
            covered.put(
                new TopicPartition(row.position().topic(), row.position().partition()), row));
    List<Reached> reached = new ArrayList<>();
    for (TopicSpec input : projection.inputs()) {
      String topic = topic(projection, input, version);
      TopicPartition partition = new TopicPartition(topic, 0);
      for (int i = 1; newest.has(partition); i++) {
        Row mark = covered.get(new TopicPartition(input.name(), partition.partition()));
        reached.add(
            mark == null
                ? new Reached(new Place(partition, 0), Instant.EPOCH)
                : new Reached(
                    new Place(partition, mark.position().offset() + 1), mark.ingestedAt()));
        partition = new TopicPartition(topic, i);
      }
    }
    return reached;
  }

  /** How far a version is behind. */
  Standing of(Version version, List<Row> marks, Ends newest) {
    long lag = 0;
    Instant complete = newest.at();
    boolean behind = false;
    for (Reached reached : reached(version, marks, newest)) {
      Place missing = newest.missing(reached.next());
      if (missing != null) {
        First first = newest.firsts().get(missing);
        lag +=
            newest.after(first == null ? missing : new Place(missing.partition(), first.offset()));
        Instant before = first == null ? reached.takenAt() : first.takenAt();
        complete = before.isBefore(complete) ? before : complete;
        behind = true;
      }
    }
    return new Standing(lag, behind ? complete : null, complete);
  }

  /** The version holds everything taken before this time. */
  Instant complete(Version version, List<Row> marks) {
    Ends newest = ends;
    return newest == null
        ? marks.stream().map(Row::ingestedAt).min(Comparator.naturalOrder()).orElse(Instant.EPOCH)
        : of(version, marks, newest).complete();
  }

  /** What it covers of its own topic, a version notes under the name of the first one's. */
  private static String topic(Projection<?> projection, TopicSpec input, Version version) {
    return (projection.hasOwn(input) ? input.version(version.number()) : input).name();
  }
}
