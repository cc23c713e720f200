package io.millrace.loadtest.compare.machine;

import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.platform.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A process of this comparison. It ends with this JVM. */
public final class ChildProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 50;

  private final String name;
  private final Path log;
  private final Process process;
  private final Part part;
  private final Thread hook;

  private ChildProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.part = new Part(name, this::pids);
    this.hook = new Thread(this::end, name + "-end");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts it in a folder, where its log is too.
   *
   * @param environment variables beside those of this process
   */
  public static ChildProcess start(
      String name, List<String> command, Map<String, String> environment, Path folder) {
    try {
      Path logs = Files.createDirectories(folder);
      Path log = logs.resolve(name + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      return new ChildProcess(name, log, builder.start());
    } catch (IOException e) {
      throw new PlatformException("cannot start " + name + ": " + e.getMessage());
    }
  }

  /** Waits until it is ready; ends it and throws when it does not become so. */
  public ChildProcess await(BooleanSupplier ready) throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new PlatformException(name + " did not become ready; see " + log);
      }
      Thread.sleep(POLL_MILLIS);
    }
    return this;
  }

  public long pid() {
    return process.pid();
  }

  public Part part() {
    return part;
  }

  private List<Long> pids() {
    return Stream.concat(Stream.of(process.toHandle()), process.toHandle().descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the hook is at it
    }
    end();
  }

  private void end() {
    if (!process.isAlive()) {
      return;
    }
    List<ProcessHandle> all =
        Stream.concat(process.toHandle().descendants(), Stream.of(process.toHandle())).toList();
    try {
      Signal.CONT.sendAll(pids());
      process.destroy();
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        all.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      all.forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
