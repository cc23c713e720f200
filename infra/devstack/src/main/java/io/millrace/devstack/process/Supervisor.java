package io.millrace.devstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Keeps processes running: one that ends is started again, with a line saying so. Each child gets a
 * session of its own, so a Ctrl-C in the terminal reaches this process alone, which then ends the
 * children in order.
 */
public final class Supervisor {

  private final Path logs;
  private final PidFiles pids;
  private final Console console;
  private final List<String> detach = Detach.prefix();
  private final Map<String, SupervisedProcess> processes = new LinkedHashMap<>();
  private final Set<SupervisedProcess> ending = ConcurrentHashMap.newKeySet();
  private boolean refusing;
  private final ScheduledExecutorService restarts =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "restarts");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * A supervisor of nothing yet.
   *
   * @param logs where {@code <name>.log} files go
   * @param pids where running processes are recorded
   * @param console what is told of ends and restarts
   */
  public Supervisor(Path logs, PidFiles pids, Console console) {
    this.logs = logs;
    this.pids = pids;
    this.console = console;
  }

  /** Starts a process and keeps it running until it is stopped here. */
  public void start(ProcessSpec spec) {
    try {
      Files.createDirectories(logs);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + logs, e);
    }
    SupervisedProcess process =
        new SupervisedProcess(spec, detach, spec.log(logs), pids, console, restarts);
    synchronized (processes) {
      if (refusing) {
        return;
      }
      processes.put(spec.name(), process);
      process.start();
    }
  }

  /** From now on {@link #start} does nothing, so that nothing slips in while all is stopped. */
  public void refuseStarts() {
    synchronized (processes) {
      refusing = true;
    }
  }

  /** The pid of a process, or -1 while it is not running. */
  public long pid(String name) {
    synchronized (processes) {
      SupervisedProcess process = processes.get(name);
      return process == null ? -1 : process.pid();
    }
  }

  /** The end of a process's log. */
  public List<String> logTail(String name, int lines) {
    return Tail.of(logs.resolve(name + ".log"), lines);
  }

  /** Stops those named, all at once, and returns when they have ended. */
  public void stop(Collection<String> names) {
    List<SupervisedProcess> stopping = new ArrayList<>();
    synchronized (processes) {
      for (String name : names) {
        SupervisedProcess process = processes.remove(name);
        if (process != null) {
          stopping.add(process);
        }
      }
    }
    ending.addAll(stopping);
    stopping.forEach(SupervisedProcess::askToEnd);
    stopping.forEach(SupervisedProcess::awaitEnd);
    stopping.forEach(ending::remove);
  }

  /** Has Ctrl-C and SIGTERM call {@link #hurry} from now on, also while this process shuts down. */
  public void hurryOnSignals() {
    for (String signal : List.of("INT", "TERM")) {
      Signals.on(signal, this::hurry);
    }
  }

  /** Kills what {@link #stop} waits for. */
  public void hurry() {
    ending.forEach(SupervisedProcess::kill);
  }
}
