package io.millrace.projection.version;

import io.millrace.projection.kafka.SharedAdmin;
import io.millrace.projection.kafka.SharedAdmin.Held;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Versions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How far each version of a projection is, across all instances. Blocks. */
@Component
class Progress {

  private final Rebuilds rebuilds;
  private final VersionQuery query;
  private final SharedAdmin admin;
  private final Clock clock;

  Progress(Rebuilds rebuilds, VersionQuery query, SharedAdmin admin, Clock clock) {
    this.rebuilds = rebuilds;
    this.query = query;
    this.admin = admin;
    this.clock = clock;
  }

  /** A projection with the versions that are kept of it, lowest first. */
  record Answer(
      String name,
      int active,
      @Nullable Integer building,
      @Nullable Integer previous,
      List<Version> versions) {}

  /**
   * One version.
   *
   * @param covered facts it covers of those Kafka has
   * @param facts how many Kafka has
   * @param caughtUp whether it covers what readers see
   * @param behind where it does not, in words
   * @param etaSeconds how long it may still take, by its speed so far
   */
  record Version(
      int version,
      String role,
      long covered,
      long facts,
      double fraction,
      boolean caughtUp,
      @Nullable String behind,
      @Nullable Long etaSeconds) {}

  Answer of(String name) {
    Projection<?> projection = rebuilds.find(name);
    Versions versions = query.all().getOrDefault(name, Versions.FIRST);
    Map<Integer, Map<TopicPartition, Long>> covered = query.covered(name);
    Set<TopicPartition> known = new HashSet<>();
    covered.values().forEach(marks -> known.addAll(marks.keySet()));
    Map<TopicPartition, Held> held = admin.held(Rebuilds.facts(projection, known));
    Map<TopicPartition, Long> shown = covered.getOrDefault(versions.active(), Map.of());
    return new Answer(
        name,
        versions.active(),
        versions.building() == 0 ? null : versions.building(),
        versions.previous() == 0 ? null : versions.previous(),
        versions.kept().stream()
            .map(
                version ->
                    version(
                        version,
                        versions,
                        new Coverage(shown, covered.getOrDefault(version, Map.of()), held)))
            .toList());
  }

  private Version version(int version, Versions versions, Coverage coverage) {
    long facts = 0;
    long done = 0;
    for (Map.Entry<TopicPartition, Held> partition : coverage.held().entrySet()) {
      long begin = partition.getValue().begin();
      long there = partition.getValue().end() - begin;
      Long reached = coverage.next().get(partition.getKey());
      facts += there;
      done += reached == null ? 0 : Math.max(0, Math.min(there, reached + 1 - begin));
    }
    boolean building = version == versions.building();
    return new Version(
        version,
        versions.role(version),
        done,
        facts,
        facts == 0 ? 1 : (double) done / facts,
        coverage.complete(),
        coverage.firstBehind(),
        building && done > 0 && done < facts ? eta(versions, done, facts) : null);
  }

  private long eta(Versions versions, long done, long facts) {
    double taken = Duration.between(versions.changedAt(), clock.instant()).toMillis() / 1000.0;
    return Math.round(taken * (facts - done) / done);
  }
}
