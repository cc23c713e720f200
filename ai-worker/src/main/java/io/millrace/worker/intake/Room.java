package io.millrace.worker.intake;

/** How many requests may be in work at once: so many, or one that is alone. */
final class Room {

  private final int max;
  private int taken;
  private boolean alone;

  Room(int max) {
    this.max = max;
  }

  /** Whether another may be begun beside what is in work. */
  boolean fits(boolean isAlone) {
    return isAlone ? taken == 0 : !alone && taken < max;
  }

  void take(boolean isAlone) {
    taken++;
    alone = isAlone;
  }

  void free() {
    taken--;
    alone = false;
  }
}
