package io.millrace.worker;

import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker as a process of its own, that can be killed and paused. */
final class WorkerProcess implements AutoCloseable {

  private static final String ASSIGNED = "partitions assigned";

  private final Path log;
  private final Process process;

  private WorkerProcess(Path log, Process process) {
    this.log = log;
    this.process = process;
  }

  static WorkerProcess start(Stack stack, String... settings) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path"),
                AiWorkerApplication.class.getName(),
                "--server.port=0",
                "--kafka.bootstrap-servers=" + stack.kafkaBootstrapServers(),
                "--redis.url=" + stack.redisUrl()));
    for (String setting : settings) {
      command.add("--" + setting);
    }
    try {
      Path log = Files.createTempFile(Path.of("target"), "worker", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new WorkerProcess(log, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  WorkerProcess ready() {
    return joined(1);
  }

  /** Waits until it has got its place in the group so many times. */
  WorkerProcess joined(int times) {
    await("a worker whose output is in " + log)
        .atMost(Duration.ofSeconds(60))
        .until(() -> joins() >= times);
    return this;
  }

  int joins() {
    return lines(ASSIGNED);
  }

  /** How many results it has given. */
  int finished() {
    return lines("request finished");
  }

  private int lines(String text) {
    try {
      return (int) Files.readAllLines(log).stream().filter(line -> line.contains(text)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void pause() {
    signal("STOP");
  }

  void goOn() {
    signal("CONT");
  }

  /** With SIGTERM; waits until it has ended. */
  void end() {
    process.destroy();
    await().atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive());
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With SIGKILL. */
  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
