package io.millrace.projection.sink;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/**
 * A process that believes it owns a partition: it goes on from where it stands, whatever others do.
 */
final class Owner<R> {

  private final Breakable<R> projection;
  private final Checkpoints checkpoints;
  private final Log log;
  private final BatchApplier<R> applier;
  private long next;

  Owner(Projection<R> projection, Checkpoints checkpoints, DeadLetters deadLetters, Log log) {
    this.projection = new Breakable<>(projection);
    this.checkpoints = checkpoints;
    this.log = log;
    SinkState state = new SinkState(projection, Clock.systemUTC(), 0);
    this.applier =
        new BatchApplier<>(
            this.projection,
            "test",
            checkpoints,
            deadLetters,
            new SinkMetrics(new SimpleMeterRegistry(), state));
    stand();
  }

  /** How often news may have been lost before it. */
  int timesResumed() {
    return projection.timesResumed();
  }

  /** Where the projection stands, by its checkpoint. */
  static long position(Projection<?> projection, Checkpoints checkpoints, Log log) {
    return checkpoints
        .positions(projection, Set.of(log.partition), Map.of(log.partition.topic(), log.topicId))
        .get(log.partition);
  }

  /**
   * Reads some records, if none are waiting, and applies what waits.
   *
   * @throws RuntimeException if that failed for a passing reason
   */
  void work(int most, Breakable.Step failAfter) {
    if (!applier.waiting()) {
      applier.take(log.poll(next, most));
    }
    projection.failAfter(failAfter);
    applier.apply();
    next = applier.applied().getOrDefault(log.partition, next);
    if (!applier.lost().isEmpty()) {
      stand();
    }
  }

  private void stand() {
    next = position(projection, checkpoints, log);
    applier.stand(Map.of(log.partition, next), Map.of(log.partition.topic(), log.topicId));
  }
}
