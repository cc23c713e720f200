package io.millrace.devstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code ./millrace up} as a process of its own, on free ports and in a folder of its own. */
final class MillraceProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(240);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(180);

  private static final List<String> APPS =
      List.of("INGEST_API", "PROJECTION_STORE", "STREAM_PROCESSORS", "AI_WORKER");

  private final Path projectRoot;
  private final Path dataDir;
  private final int ingestPort = Ports.free();
  private final int projectionPort = Ports.free();
  private final int kafkaPort = Ports.free();
  private final List<String> ports;
  private Map<String, String> environment = Map.of();
  private Process process;

  MillraceProcess(Path projectRoot, Path dataDir) {
    this.projectRoot = projectRoot;
    this.dataDir = dataDir;
    this.ports =
        List.of(
            "--ingest-api-port=" + ingestPort,
            "--projection-store-port=" + projectionPort,
            "--stream-processors-port=" + Ports.free(),
            "--ai-worker-port=" + Ports.free(),
            "--kafka-port=" + kafkaPort,
            "--postgres-port=" + Ports.free(),
            "--redis-port=" + Ports.free());
  }

  String ingestUrl() {
    return "http://localhost:" + ingestPort;
  }

  String projectionUrl() {
    return "http://localhost:" + projectionPort;
  }

  String kafkaBootstrapServers() {
    return "localhost:" + kafkaPort;
  }

  /** Where an instance of an app is, by the name it has in {@code .millrace/run}. */
  String url(String name) {
    try {
      Matcher port =
          Pattern.compile(" " + name + " +starting on port (\\d+)")
              .matcher(Files.readString(log()));
      assertThat(port.find()).as("%s was started; see %s", name, log()).isTrue();
      return "http://localhost:" + port.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return dataDir.resolveSibling(dataDir.getFileName() + "-up.log");
  }

  /** What the next start adds to the variables of this process. */
  void setEnvironment(Map<String, String> variables) {
    environment = Map.copyOf(variables);
  }

  /** Starts and waits until {@code up} says that it is ready. */
  void start(String... options) {
    Path log = log();
    try {
      Files.createDirectories(dataDir);
      Files.deleteIfExists(log);
      List<String> command = new ArrayList<>();
      command.add(projectRoot.resolve("millrace").toString());
      command.add("up");
      command.add("--data-dir=" + dataDir);
      command.addAll(ports);
      command.addAll(List.of(options));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(projectRoot.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      // The jars of this build are what is tested; the launcher must not start another one.
      builder.environment().put("MILLRACE_SKIP_BUILD", "true");
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("MILLRACE_JAVA_HOME", System.getProperty("java.home"));
      // The apps live for minutes here: compiling for the long run takes more than it gives.
      for (String app : APPS) {
        builder.environment().put(app + "_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
      }
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("up is ready; its output is in " + log)
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(250))
        .until(() -> !process.isAlive() || Files.readString(log).contains("demo-key"));
    assertThat(process.isAlive()).as("up is running; its output is in %s", log).isTrue();
  }

  /** The pid of a part, by the name it has in {@code .millrace/run}. */
  long pid(String name) {
    try {
      String text = Files.readString(dataDir.resolve("run").resolve(name + ".pid")).strip();
      return Long.parseLong(text.split("\\s+")[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends a part with SIGKILL, and waits until {@code up} has started it again. */
  void kill9(String name) {
    long pid = pid(name);
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    await(name + " is started again")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> pid(name) != pid && ProcessHandle.of(pid(name)).isPresent());
  }

  /** SIGSTOP: a part that hangs, and does not know it. */
  void pause(String name) {
    signal(name, "STOP");
  }

  /** SIGCONT. */
  void goOn(String name) {
    signal(name, "CONT");
  }

  private void signal(String name, String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid(name))).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends a part with SIGKILL. */
  void end9(String name) {
    ProcessHandle.of(pid(name)).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** Ends parts with SIGKILL whenever {@code up} has started them again, until closed. */
  AutoCloseable keepDown(List<String> names) {
    ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    executor.scheduleWithFixedDelay(
        () -> {
          try {
            names.forEach(this::end9);
          } catch (UncheckedIOException e) {
            // Being started: its pid is not written yet.
          }
        },
        100,
        100,
        TimeUnit.MILLISECONDS);
    return executor::shutdownNow;
  }

  List<ProcessHandle> parts() {
    try (Stream<Path> files = Files.list(dataDir.resolve("run"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".pid"))
          .map(name -> pid(name.substring(0, name.length() - ".pid".length())))
          .map(ProcessHandle::of)
          .flatMap(Optional::stream)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM, then waits; afterwards no part may be left. */
  void stop() throws InterruptedException {
    List<ProcessHandle> parts = parts();
    process.destroy();
    assertThat(process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS))
        .as("up ends on SIGTERM")
        .isTrue();
    assertThat(parts).as("parts left running").noneMatch(ProcessHandle::isAlive);
  }

  @Override
  public void close() {
    if (process == null || !process.isAlive()) {
      return;
    }
    List<ProcessHandle> parts = parts();
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        parts.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
