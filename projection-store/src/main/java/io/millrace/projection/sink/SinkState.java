package io.millrace.projection.sink;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the sink's thread tells everyone else about itself. */
final class SinkState {

  private final Projection<?> projection;
  private final Clock clock;
  private final long readyLag;
  private volatile boolean joined;
  private volatile boolean caughtUp;
  private volatile boolean stopped;
  private volatile int partitions;
  private volatile long backlog;
  private volatile @Nullable Standing standing;
  private volatile @Nullable String problem;
  private volatile @Nullable String error;

  SinkState(Projection<?> projection, Clock clock, long readyLag) {
    this.projection = projection;
    this.clock = clock;
    this.readyLag = readyLag;
  }

  String name() {
    return projection.name();
  }

  int version() {
    return projection.version();
  }

  /**
   * What the sink sees of its own topics.
   *
   * @param backlog records of its partitions that it has yet to apply
   */
  void at(int partitions, long backlog) {
    this.partitions = partitions;
    this.backlog = backlog;
    joined = true;
    caughtUp = caughtUp || backlog <= readyLag;
  }

  void stands(Standing now) {
    standing = now;
  }

  void failed(String reason) {
    problem = reason;
  }

  /** Fails in a way that no outage explains; until it works again it is not ready. */
  void broken(String reason) {
    error = reason;
  }

  void working() {
    problem = null;
    error = null;
  }

  void stopped() {
    stopped = true;
  }

  /** Facts that are not covered, or records that wait for this sink alone, where these are more. */
  long lag() {
    Standing now = standing;
    return now == null ? backlog : Math.max(backlog, now.lag());
  }

  /** Age of the oldest fact that is not covered, in seconds; 0 without, not a number if unknown. */
  double freshness() {
    Standing now = standing;
    if (now == null) {
      return Double.NaN;
    }
    Instant oldest = now.oldest();
    return oldest == null
        ? 0
        : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1000.0);
  }

  /**
   * Why the sink is not ready, or null if it is. What a topology has yet to make does not matter;
   * once ready, neither do its own backlog nor an outage, but an error and an end of its thread do.
   */
  @Nullable String notReady() {
    if (stopped) {
      return projection.name() + ": stopped";
    }
    String broken = error;
    if (broken != null) {
      return projection.name() + ": " + broken;
    }
    String trouble = problem;
    if (caughtUp) {
      return null;
    }
    if (trouble != null) {
      return projection.name() + ": " + trouble;
    }
    return projection.name() + (joined ? ": catching up, lag " + backlog : ": no partitions yet");
  }

  ProjectionStatus.State snapshot() {
    String trouble = problem;
    String state =
        stopped ? "stopped" : trouble != null ? "retrying" : joined ? "running" : "starting";
    Standing now = standing;
    return new ProjectionStatus.State(
        projection.name(),
        projection.version(),
        state,
        partitions,
        lag(),
        now == null ? null : now.complete(),
        trouble,
        "active");
  }
}
