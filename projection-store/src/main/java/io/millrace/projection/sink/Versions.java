package io.millrace.projection.sink;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which versions of a projection there are; 0 stands for none.
 *
 * @param active what readers see
 * @param building made beside it, for a switch
 * @param previous what readers saw before, kept up to date for a rollback
 * @param last the highest number so far: none is used twice
 * @param revision goes up with every change
 */
public record Versions(
    int active, int building, int previous, int last, long revision, Instant changedAt) {

  /** What a projection has that was never rebuilt. */
  public static final Versions FIRST = new Versions(1, 0, 0, 1, 0, Instant.EPOCH);

  /** Those that are kept up to date. */
  public Set<Integer> kept() {
    Set<Integer> kept = new TreeSet<>(Set.of(active));
    if (building > 0) {
      kept.add(building);
    }
    if (previous > 0) {
      kept.add(previous);
    }
    return kept;
  }

  /** What a version is for, in one word. */
  public String role(int version) {
    return version == active
        ? "active"
        : version == building ? "building" : version == previous ? "previous" : "retired";
  }

  /** A new version is begun, and the one kept for a rollback ends. */
  public Versions rebuilding(Instant now) {
    return new Versions(active, last + 1, 0, last + 1, revision + 1, now);
  }

  /** The new version is what readers see. */
  public Versions switched(Instant now) {
    return new Versions(building, 0, active, last, revision + 1, now);
  }

  /** Readers see again what they saw before; the new version is as it was before the switch. */
  public Versions rolledBack(Instant now) {
    return new Versions(previous, active, 0, last, revision + 1, now);
  }

  /** One that is not active ends. */
  public Versions without(int version, Instant now) {
    return new Versions(
        active,
        building == version ? 0 : building,
        previous == version ? 0 : previous,
        last,
        revision + 1,
        now);
  }
}
