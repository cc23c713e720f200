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
  private volatile long lag;
  private volatile @Nullable Instant newest;
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

  void at(int partitions, long lag) {
    this.partitions = partitions;
    this.lag = lag;
    joined = true;
    caughtUp = caughtUp || lag <= readyLag;
  }

  void covered(Instant ingestedAt) {
    Instant before = newest;
    if (before == null || ingestedAt.isAfter(before)) {
      newest = ingestedAt;
    }
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

  long lag() {
    return lag;
  }

  /** Age of the newest covered fact, in seconds; 0 while nothing is waiting. */
  double freshness() {
    Instant covered = newest;
    return lag == 0 || covered == null
        ? 0
        : Math.max(0, Duration.between(covered, clock.instant()).toMillis() / 1000.0);
  }

  /**
   * Why the sink is not ready, or null if it is. Once ready, neither lag nor an outage matters, but
   * an error and an end of its thread do.
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
    return projection.name() + (joined ? ": catching up, lag " + lag : ": no partitions yet");
  }

  ProjectionStatus.State snapshot() {
    String trouble = problem;
    String state =
        stopped ? "stopped" : trouble != null ? "retrying" : joined ? "running" : "starting";
    Instant asOf = joined && lag == 0 && trouble == null ? clock.instant() : newest;
    return new ProjectionStatus.State(
        projection.name(), projection.version(), state, partitions, lag, asOf, trouble, "active");
  }
}
