package io.millrace.ingest.queue;

import io.millrace.ingest.event.AiLane;

/**
 * How a bound is divided. Each lane has some of it for its own; the rest is shared, and a lower
 * lane may go in only while less of the rest is used. So high is refused last, low always has a
 * chance, and all together never hold more than the bound.
 */
final class Room {

  private static final int PERCENT = 100;
  private static final int[] OWN = {20, 15, 10};
  private static final int[] SHARE = {100, 75, 40};

  private final int[] own = new int[OWN.length];
  private final int[] share = new int[OWN.length];

  Room(int most) {
    int shared = most;
    for (int i = 0; i < OWN.length; i++) {
      own[i] = most * OWN[i] / PERCENT;
      shared -= own[i];
    }
    for (int i = 0; i < OWN.length; i++) {
      share[i] = (shared * SHARE[i] + PERCENT - 1) / PERCENT;
    }
  }

  /** How many of a lane may wait whatever the others do. */
  int own(AiLane lane) {
    return own[lane.ordinal()];
  }

  /** So much of what is shared may be in use for one more of a lane to go in. */
  int share(AiLane lane) {
    return share[lane.ordinal()];
  }

  /** How many must leave before one more of a lane may go in; 0 if it may now. */
  int excess(AiLane lane, int[] waiting) {
    if (waiting[lane.ordinal()] < own(lane)) {
      return 0;
    }
    int shared = 0;
    for (int i = 0; i < waiting.length; i++) {
      shared += Math.max(0, waiting[i] - own[i]);
    }
    return Math.max(0, shared - share(lane) + 1);
  }
}
