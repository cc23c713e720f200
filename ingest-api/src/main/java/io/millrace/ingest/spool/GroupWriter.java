package io.millrace.ingest.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Adds to a spool's file what has come meanwhile, synced once for all. */
final class GroupWriter implements Runnable {

  private static final int GROUP = 1_000;
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Spool spool;

  GroupWriter(Spool spool) {
    this.spool = spool;
  }

  @Override
  public void run() {
    List<Offer> group = new ArrayList<>();
    while (true) {
      boolean last = spool.closed();
      @Nullable Offer offer = spool.poll();
      while (offer != null) {
        group.add(offer);
        offer = group.size() < GROUP ? spool.poll() : null;
      }
      if (!group.isEmpty()) {
        spool.store(group);
        group.clear();
      } else if (last) {
        return;
      } else {
        LockSupport.parkNanos(this, IDLE_NANOS);
      }
      spool.endLateHold();
    }
  }
}
