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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A worker as a process of its own, that can be killed and paused. */
final class WorkerProcess implements AutoCloseable {

  private static final String ASSIGNED = "partitions assigned";
  private static final JsonMapper JSON = JsonMapper.builder().build();

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
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().put("LOG_FORMAT", "json");
      return new WorkerProcess(log, builder.start());
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
    return lines(ASSIGNED).size();
  }

  /** What it has logged that has this in it. */
  List<JsonNode> logged(String text) {
    return lines(text).stream().map(JSON::readTree).toList();
  }

  private List<String> lines(String text) {
    try {
      return Files.readAllLines(log).stream().filter(line -> line.contains(text)).toList();
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
