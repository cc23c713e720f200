package io.millrace.projection.version;

import io.millrace.projection.cache.LookupCache;
import io.millrace.projection.http.Problem;
import io.millrace.projection.kafka.SharedAdmin;
import io.millrace.projection.kafka.SharedAdmin.Held;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Versions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Changes what readers see. The version they see now is held still for the moment of the change, so
 * that the next one has all of it: a read never goes back in time. Blocks.
 */
@Component
class Switches {

  private static final Logger log = LoggerFactory.getLogger(Switches.class);

  /** How long the shown version may be held still; reads go on meanwhile. */
  private static final Duration STILL = Duration.ofSeconds(2);

  private static final Duration LOOK = Duration.ofMillis(10);

  /** After this no process answers from what it remembers, once the cache is closed. */
  private static final Duration FORGOTTEN =
      LookupCache.ANSWERS_WITHOUT_ASKING.plus(Duration.ofMillis(50));

  /** Further behind than this it is not worth to hold anything still. */
  private static final long HOPELESS = 10_000;

  private static final long LOCK_MILLIS = 1_000;
  private static final int ATTEMPTS = 5;
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final Rebuilds rebuilds;
  private final VersionQuery query;
  private final SharedAdmin admin;
  private final Clock clock;

  Switches(Rebuilds rebuilds, VersionQuery query, SharedAdmin admin, Clock clock) {
    this.rebuilds = rebuilds;
    this.query = query;
    this.admin = admin;
    this.clock = clock;
  }

  /** Readers see the version that was built. */
  Versions forth(String name) throws SQLException {
    return change(
        name,
        before -> {
          if (before.building() == 0) {
            throw Rebuilds.conflict("nothing-built", "there is no new version to switch to");
          }
          return before.switched(clock.instant());
        });
  }

  /** Readers see again what they saw before the last switch. */
  Versions back(String name) throws SQLException {
    return change(
        name,
        before -> {
          if (before.previous() == 0) {
            throw Rebuilds.conflict("nothing-kept", "there is no earlier version to go back to");
          }
          return before.rolledBack(clock.instant());
        });
  }

  @FunctionalInterface
  private interface Step {
    Versions from(Versions before);
  }

  private Versions change(String name, Step step) throws SQLException {
    Projection<?> projection = rebuilds.find(name);
    refuseIfHopeless(name, step);
    for (int attempt = 1; ; attempt++) {
      try {
        return rebuilds.changed(name, tables -> show(tables, step, projection.isCached()));
      } catch (SQLException e) {
        if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
          throw e;
        }
        if (attempt == ATTEMPTS) {
          throw Problem.unavailable("busy", "long queries hold the views of " + name, 5).refusal();
        }
        log.info("{}: views are in use, trying again", name);
      }
    }
  }

  private Versions show(VersionTables tables, Step step, boolean cached) throws SQLException {
    tables.waitAtMost(LOCK_MILLIS);
    Versions before = tables.lock();
    Versions after = step.from(before);
    tables.freeze(before.active());
    Map<TopicPartition, Long> shown = tables.covered(before.active());
    Map<TopicPartition, Held> held = held(shown);
    long deadline = System.nanoTime() + STILL.toNanos();
    Coverage coverage = new Coverage(shown, tables.covered(after.active()), held);
    while (!coverage.ahead() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK.toNanos());
      coverage = new Coverage(shown, tables.covered(after.active()), held);
    }
    refuseIfBehind(coverage, after.active());
    if (cached) {
      tables.closeCache();
      LockSupport.parkNanos(FORGOTTEN.toNanos());
      tables.voidCache();
    }
    tables.coverAs(after.active(), before.active());
    tables.show(after.active());
    tables.save(after);
    return after;
  }

  private void refuseIfHopeless(String name, Step step) {
    Versions now = query.all().getOrDefault(name, Versions.FIRST);
    int next = step.from(now).active();
    Map<Integer, Map<TopicPartition, Long>> covered = query.covered(name);
    Map<TopicPartition, Long> shown = covered.getOrDefault(now.active(), Map.of());
    Coverage coverage = new Coverage(shown, covered.getOrDefault(next, Map.of()), held(shown));
    if (coverage.behind() > HOPELESS) {
      refuseIfBehind(coverage, next);
    }
  }

  private static void refuseIfBehind(Coverage coverage, int version) {
    String behind = coverage.firstBehind();
    if (behind != null) {
      throw Rebuilds.conflict(
          "not-caught-up",
          "version " + version + " does not cover yet what readers see: " + behind);
    }
  }

  private Map<TopicPartition, Held> held(Map<TopicPartition, Long> covered) {
    return admin.held(covered.keySet().stream().map(TopicPartition::topic).distinct().toList());
  }
}
