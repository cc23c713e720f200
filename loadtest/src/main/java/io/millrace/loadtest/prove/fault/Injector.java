package io.millrace.loadtest.prove.fault;

import io.millrace.loadtest.platform.Platform;
import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.platform.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Does faults to the processes of a platform. A process goes with all it started: PostgreSQL's
 * backends would go on for a while without their postmaster.
 */
final class Injector {

  private static final Duration RESTART_LIMIT = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 20;
  private static final long NONE = -1;

  private final Platform platform;
  private final Duration pause;
  private final Duration outage;

  Injector(Platform platform, Duration pause, Duration outage) {
    this.platform = platform;
    this.pause = pause;
    this.outage = outage;
  }

  /** Returns when the fault is over: at once after a kill, after the pause or outage otherwise. */
  void inject(Fault fault) throws InterruptedException {
    List<Long> pids = pids(fault.process());
    switch (fault.action()) {
      case KILL -> send(pids, Signal.KILL);
      case PAUSE -> {
        send(pids, Signal.STOP);
        try {
          Thread.sleep(pause.toMillis());
        } finally {
          send(pids, Signal.CONT);
        }
      }
      case OUTAGE -> keepDown(fault.process());
    }
  }

  /** What {@code up} starts again meanwhile is killed before it can serve. */
  private void keepDown(String process) throws InterruptedException {
    long end = System.nanoTime() + outage.toNanos();
    while (System.nanoTime() < end) {
      send(platform.pids(process), Signal.KILL);
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Of a process that may be about to be started again. */
  private List<Long> pids(String process) throws InterruptedException {
    awaitRestart(process, NONE);
    return platform.pids(process);
  }

  /** To the process itself first, so that it starts nothing more. */
  private static void send(List<Long> pids, Signal signal) throws InterruptedException {
    for (long pid : pids) {
      try {
        signal.send(pid);
      } catch (PlatformException e) {
        if (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
          throw e;
        }
      }
    }
  }

  /** Waits until {@code up} runs the process again under another pid. */
  void awaitRestart(String process, long killed) throws InterruptedException {
    long limit = System.nanoTime() + RESTART_LIMIT.toNanos();
    while (platform.pid(process).equals(Optional.of(killed)) || platform.pid(process).isEmpty()) {
      if (System.nanoTime() > limit) {
        throw new PlatformException(
            process + " was not started again within " + RESTART_LIMIT.toSeconds() + " s");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
