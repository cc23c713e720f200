package io.millrace.projection.freshness;

import io.millrace.projection.freshness.Ends.Place;
import io.millrace.projection.freshness.Snapshot.Version;
import io.millrace.projection.freshness.Standings.Reached;
import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.projection.kafka.SharedAdmin;
import io.millrace.projection.query.ReadDatabase.Server;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Sinks;
import io.millrace.projection.sink.Standing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Asks Kafka every second, once for all projections, where the ingest partitions end, and tells
 * sinks and readers how far behind each version is. While the database is away, what was covered
 * before still is; while Kafka is, nothing new is known.
 */
@Component
class IngestLooks implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(IngestLooks.class);
  private static final long PAUSE_MILLIS = 1_000;
  private static final int LOOKS_WITH_SAME_PARTITIONS = 30;
  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(2);

  private final Standings standings;
  private final Watermarks watermarks;
  private final Sinks sinks;
  private final SharedAdmin admin;
  private final KafkaSettings kafka;
  private final Clock clock;
  private volatile CountDownLatch stopping = new CountDownLatch(0);

  private final Map<Version, Instant> complete = new HashMap<>();
  private Set<TopicPartition> partitions = Set.of();
  private int looksAtPartitions;
  private @Nullable Snapshot covered;
  private @Nullable Set<Place> behind;
  private @Nullable String problem;

  IngestLooks(
      List<Projection<?>> projections,
      Standings standings,
      Watermarks watermarks,
      Sinks sinks,
      SharedAdmin admin,
      KafkaSettings kafka,
      Clock clock) {
    standings.follow(projections);
    this.standings = standings;
    this.watermarks = watermarks;
    this.sinks = sinks;
    this.admin = admin;
    this.kafka = kafka;
    this.clock = clock;
  }

  @Override
  public void start() {
    CountDownLatch end = new CountDownLatch(1);
    stopping = end;
    Thread thread = new Thread(() -> run(end), "ingest-looks");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void stop() {
    stopping.countDown();
  }

  @Override
  public boolean isRunning() {
    return stopping.getCount() > 0;
  }

  private void run(CountDownLatch end) {
    try (FirstFacts facts = new FirstFacts(kafka)) {
      while (!end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        attempt(facts, end);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt(FirstFacts facts, CountDownLatch end) {
    try {
      look(facts);
      if (problem != null) {
        log.info("lag and freshness are known again");
      }
      problem = null;
    } catch (RuntimeException e) {
      partitions = Set.of();
      String now = String.valueOf(e.getMessage());
      if (end.getCount() > 0 && !now.equals(problem)) {
        log.warn("lag and freshness are not known now: {}", now);
      }
      problem = now;
    }
  }

  private void look(FirstFacts facts) {
    Set<Version> versions = running();
    if (versions.isEmpty()) {
      return;
    }
    Instant at = clock.instant();
    Map<TopicPartition, Long> offsets = admin.ends(partitions(versions));
    Snapshot snapshot = covered();
    if (snapshot == null) {
      return;
    }
    Ends ends = facts.known(at, offsets);
    List<Reached> reached = new ArrayList<>();
    versions.forEach(
        version -> reached.addAll(standings.reached(version, snapshot.marks(version), ends)));
    Set<Place> froms = reached.stream().map(Reached::next).collect(Collectors.toSet());
    Set<Place> missing = missing(froms, ends);
    facts.keep(froms, missing);
    facts.find(stuck(missing), ends);
    Ends known = facts.known(at, offsets);
    standings.know(known);
    behind = missing(froms, known);
    tell(versions, snapshot, known);
  }

  /** What moves is not looked into: a moment ago it was covered. */
  private Set<Place> stuck(Set<Place> missing) {
    Set<Place> before = behind;
    if (before == null) {
      return missing;
    }
    Set<Place> stuck = new HashSet<>(missing);
    stuck.retainAll(before);
    return stuck;
  }

  private void tell(Set<Version> versions, Snapshot snapshot, Ends ends) {
    complete.keySet().retainAll(versions);
    for (Version version : versions) {
      Standing now = standings.of(version, snapshot.marks(version), ends);
      Instant until =
          complete.merge(
              version, now.complete(), (before, later) -> later.isAfter(before) ? later : before);
      sinks.stands(
          version.projection(),
          version.number(),
          new Standing(now.lag(), now.oldest() == null ? null : until, until));
    }
  }

  private Set<Version> running() {
    Set<Version> running = new HashSet<>();
    sinks
        .running()
        .forEach(
            (projection, versions) ->
                versions.forEach(version -> running.add(new Version(projection, version))));
    return running;
  }

  private Set<TopicPartition> partitions(Set<Version> versions) {
    Set<String> needed = new HashSet<>();
    versions.forEach(version -> needed.addAll(standings.topics(version)));
    Set<String> known = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    if (!known.equals(needed) || looksAtPartitions >= LOOKS_WITH_SAME_PARTITIONS) {
      partitions = admin.partitions(needed);
      looksAtPartitions = 0;
    }
    looksAtPartitions++;
    return partitions;
  }

  private @Nullable Snapshot covered() {
    try {
      covered = watermarks.recentOf(Server.PRIMARY).block(DATABASE_TIMEOUT);
    } catch (RuntimeException e) {
      log.debug("what is covered was not read", e);
    }
    return covered;
  }

  private static Set<Place> missing(Set<Place> froms, Ends ends) {
    Set<Place> missing = new HashSet<>();
    for (Place from : froms) {
      Place place = ends.missing(from);
      if (place != null) {
        missing.add(place);
      }
    }
    return missing;
  }
}
