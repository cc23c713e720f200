package io.millrace.ops.deadletter;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets so many a second through, a few at a time. */
final class Pace {

  private static final int CHUNKS_A_SECOND = 5;
  private static final int MOST = 100;

  private final int rate;
  private long free = System.nanoTime();

  Pace(int rate) {
    this.rate = rate;
  }

  /** Most to let through at once. */
  int chunk() {
    return Math.max(1, Math.min(MOST, rate / CHUNKS_A_SECOND));
  }

  /** Returns when so many may go. */
  void await(int count) {
    long now = System.nanoTime();
    while (now - free < 0) {
      LockSupport.parkNanos(free - now);
      now = System.nanoTime();
    }
    free = now + TimeUnit.SECONDS.toNanos(count) / rate;
  }
}
