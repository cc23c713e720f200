package io.millrace.loadtest.compare.machine;

import io.millrace.loadtest.platform.Signal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets only some parts run: the others are stopped (SIGSTOP) and take no CPU. Their clocks go on,
 * so what has a session with a stopped server, or is stopped itself, may find it expired; whoever
 * lets parts run again waits until they are ready. Not safe for use by many threads.
 */
public final class Stage {

  private static final int TRIES = 3;

  private final List<Part> parts;
  private final Set<Part> stopped = new LinkedHashSet<>();

  /**
   * Of parts that all run now.
   *
   * @param parts servers before their clients
   */
  public Stage(Collection<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** Stops all other parts, clients first, then continues these, servers first. */
  public void onlyRun(Collection<Part> running) throws InterruptedException {
    List<Part> clientsFirst = new ArrayList<>(parts);
    Collections.reverse(clientsFirst);
    for (Part part : clientsFirst) {
      if (!running.contains(part) && stopped.add(part)) {
        stop(part);
      }
    }
    for (Part part : parts) {
      if (running.contains(part) && stopped.remove(part)) {
        Signal.CONT.sendAll(part.pids());
      }
    }
  }

  /** Again where a server started another process just then. */
  private static void stop(Part part) throws InterruptedException {
    List<Long> before = List.of();
    List<Long> pids = part.pids();
    for (int i = 0; i < TRIES && !pids.equals(before); i++) {
      Signal.STOP.sendAll(pids);
      before = pids;
      pids = part.pids();
    }
  }

  /** Continues every part. */
  public void allRun() throws InterruptedException {
    onlyRun(parts);
  }
}
