package io.millrace.infra.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/** A server that runs as a child process and logs to a file. */
final class ServerProcess {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 20;
  private static final int TAIL_LINES = 12;

  private final String name;
  private final Process process;
  private final Reaper reaper;

  private ServerProcess(String name, Process process, Reaper reaper) {
    this.name = name;
    this.process = process;
    this.reaper = reaper;
  }

  /**
   * Starts the command and waits until it is ready.
   *
   * @param ready given the pid, whether that process serves
   * @throws IllegalStateException with the end of the log, if it ends or hangs instead
   */
  static ServerProcess start(
      String name, List<String> command, Path directory, Reaper reaper, LongPredicate ready) {
    Path log = directory.resolve(name + ".log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name + ": " + e.getMessage(), e);
    }
    reaper.guard(process);
    ServerProcess server = new ServerProcess(name, process, reaper);
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!ready.test(process.pid())) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        server.kill();
        throw new IllegalStateException(name + " did not start\n" + tail(log));
      }
      pause();
    }
    return server;
  }

  /** Asks with the signal, waits, and kills what is still there after a bound. */
  void stop(String signal) {
    signal(process.pid(), signal);
    if (!endsWithin(STOP_TIMEOUT)) {
      process.destroyForcibly();
      endsWithin(STOP_TIMEOUT);
    }
    reaper.release();
  }

  void kill() {
    process.destroyForcibly();
    endsWithin(STOP_TIMEOUT);
    reaper.release();
  }

  @Override
  public String toString() {
    return name + " (pid " + process.pid() + ")";
  }

  static void signal(long pid, String signal) {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start sh", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean endsWithin(Duration timeout) {
    try {
      return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String tail(Path log) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a server started", e);
    }
  }
}
