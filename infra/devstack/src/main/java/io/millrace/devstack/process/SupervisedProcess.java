package io.millrace.devstack.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process and its restarts. */
final class SupervisedProcess {

  private static final int TAIL_LINES = 8;
  private static final int SIGNALED = 128;

  /** An end that takes longer is announced. */
  private static final Duration QUICK = Duration.ofSeconds(2);

  private final ProcessSpec spec;
  private final List<String> detach;
  private final Path log;
  private final PidFiles pids;
  private final Console console;
  private final ScheduledExecutorService restarts;
  private final Backoff backoff = new Backoff();

  private @Nullable Process process;
  private long startedAt;
  private boolean stopping;

  SupervisedProcess(
      ProcessSpec spec,
      List<String> detach,
      Path log,
      PidFiles pids,
      Console console,
      ScheduledExecutorService restarts) {
    this.spec = spec;
    this.detach = detach;
    this.log = log;
    this.pids = pids;
    this.console = console;
    this.restarts = restarts;
  }

  synchronized void start() {
    if (stopping) {
      return;
    }
    List<String> command = new ArrayList<>(detach);
    command.addAll(spec.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().putAll(spec.environment());
    startedAt = System.nanoTime();
    Process started;
    try {
      started = builder.start();
    } catch (IOException e) {
      console.say(spec.name(), "cannot be started: " + e.getMessage());
      restartAfter(backoff.after(Duration.ZERO));
      return;
    }
    process = started;
    pids.write(spec, started.toHandle());
    started.onExit().thenAccept(this::ended);
  }

  synchronized long pid() {
    return process != null && process.isAlive() ? process.pid() : -1;
  }

  synchronized void askToEnd() {
    stopping = true;
    if (process != null && process.isAlive()) {
      Signals.send(process.toHandle(), spec.stopSignal());
    }
  }

  void awaitEnd() {
    Process ending;
    synchronized (this) {
      ending = process;
    }
    if (ending != null && !endsIn(ending.toHandle())) {
      console.say(
          spec.name(), "did not end within " + spec.stopTimeout().toSeconds() + " s, killed");
    }
    pids.remove(spec.name());
  }

  private boolean endsIn(ProcessHandle ending) {
    Duration more = spec.stopTimeout().minus(QUICK);
    if (more.isNegative() || more.isZero()) {
      return Signals.awaitEnd(ending, spec.stopTimeout());
    }
    if (Signals.endsWithin(ending, QUICK)) {
      return true;
    }
    console.say(
        spec.name(),
        "ends what it has begun, waiting up to %d s more (a second Ctrl-C ends it at once)"
            .formatted(more.toSeconds()));
    return Signals.awaitEnd(ending, more);
  }

  /** Ends it now; whoever waits for its end goes on. */
  synchronized void kill() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private synchronized void ended(Process ended) {
    if (stopping) {
      return;
    }
    Duration delay = backoff.after(Duration.ofNanos(System.nanoTime() - startedAt));
    console.say(
        spec.name(),
        describe(ended.exitValue())
            + (delay.isZero()
                ? ", starting it again"
                : ", starting it again in " + delay.toSeconds() + " s"));
    if (backoff.isRepeated()) {
      console.quote(Tail.of(log, TAIL_LINES));
    }
    restartAfter(delay);
  }

  private void restartAfter(Duration delay) {
    restarts.schedule(this::start, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static String describe(int exitValue) {
    return exitValue > SIGNALED
        ? "was ended by signal " + (exitValue - SIGNALED)
        : "ended with exit code " + exitValue;
  }
}
