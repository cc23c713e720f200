package io.millrace.loadtest.platform;

import io.millrace.infra.embedded.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code ./millrace up} as a process of its own, empty, on free ports and in a folder of its own.
 * Whoever starts it closes it; a shutdown hook ends it when this process is interrupted.
 */
public final class Platform implements AutoCloseable {

  /** Names of the processes, as {@code up} records them. */
  public static final List<String> PROCESSES =
      List.of(
          "kafka",
          "postgres",
          "redis",
          "ingest-api",
          "stream-processors",
          "ai-worker",
          "projection-store");

  /** The key that {@code up} makes: every scope, tenant {@link #TENANT}. */
  public static final String API_KEY = "demo-key";

  public static final String TENANT = "demo";

  /** The apps among the processes; of each there may be several. */
  public static final List<String> APPS =
      List.of("ingest-api", "stream-processors", "ai-worker", "projection-store");

  private static final Pattern STARTING = Pattern.compile("(\\S+)\\s+starting on port (\\d+)");

  private static final Duration START_LIMIT = Duration.ofSeconds(240);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 200;

  private final Path home;
  private final Path dataDir;
  private final Map<String, Integer> instances;
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Process process;
  private final Thread hook;

  private Platform(
      Path home, Path dataDir, Map<String, String> environment, Map<String, Integer> instances)
      throws IOException {
    this.home = home;
    this.dataDir = dataDir;
    this.instances = Map.copyOf(instances);
    PROCESSES.forEach(name -> ports.put(name, Ports.free()));
    this.process = launch(environment);
    this.hook = new Thread(this::end, "platform-end");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts it empty and waits until it is ready.
   *
   * @param home the checkout
   * @param dataDir where its data, logs and pids go; data of an earlier run is deleted
   * @param environment more variables for {@code up} and the apps
   */
  public static Platform start(Path home, Path dataDir, Map<String, String> environment)
      throws InterruptedException {
    return start(home, dataDir, environment, Map.of());
  }

  /**
   * The same with more processes of some apps.
   *
   * @param instances how many of an app, 1 where absent
   */
  public static Platform start(
      Path home, Path dataDir, Map<String, String> environment, Map<String, Integer> instances)
      throws InterruptedException {
    try {
      Platform platform =
          new Platform(
              home.toAbsolutePath().normalize(),
              dataDir.toAbsolutePath().normalize(),
              environment,
              instances);
      platform.awaitReady();
      platform.findPorts();
      return platform;
    } catch (IOException e) {
      throw new PlatformException("cannot start ./millrace up: " + e.getMessage());
    }
  }

  /** Every process: {@link #PROCESSES}, and the second and later ones of an app. */
  public List<String> processes() {
    List<String> all = new ArrayList<>(PROCESSES);
    APPS.forEach(app -> processes(app).stream().skip(1).forEach(all::add));
    return all;
  }

  /** The processes of an app, as in {@code ai-worker} and {@code ai-worker-2}. */
  public List<String> processes(String app) {
    return IntStream.rangeClosed(1, instances.getOrDefault(app, 1))
        .mapToObj(number -> number == 1 ? app : app + "-" + number)
        .toList();
  }

  /** Where the processes of an app are. */
  public List<String> urls(String app) {
    return processes(app).stream().map(this::url).toList();
  }

  public String ingestUrl() {
    return url("ingest-api");
  }

  public String projectionUrl() {
    return url("projection-store");
  }

  public String kafkaBootstrapServers() {
    return "localhost:" + port("kafka");
  }

  /** Of the form {@code postgresql://user:password@host:port/database}. */
  public String databaseUrl() {
    return "postgresql://millrace:millrace@localhost:" + port("postgres") + "/millrace";
  }

  public int port(String name) {
    return Optional.ofNullable(ports.get(name))
        .orElseThrow(() -> new IllegalArgumentException(name));
  }

  public String url(String name) {
    return "http://localhost:" + port(name);
  }

  /** Where each process writes its log. */
  public Path log(String name) {
    return dataDir.resolve("logs").resolve(name + ".log");
  }

  /** The pid of a process now; empty while it is being started again. */
  public Optional<Long> pid(String name) {
    return pid(dataDir, name);
  }

  /** The pid of a process that an {@code up} with this data directory runs. */
  public static Optional<Long> pid(Path dataDir, String name) {
    try {
      String text = Files.readString(dataDir.resolve("run").resolve(name + ".pid")).strip();
      return Optional.of(Long.parseLong(text.split("\\s+")[0]))
          .filter(pid -> ProcessHandle.of(pid).isPresent());
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The pids of a process and of all that it started, such as PostgreSQL's backends. */
  public List<Long> pids(String name) {
    return pid(name).flatMap(ProcessHandle::of).stream()
        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
        .map(ProcessHandle::pid)
        .toList();
  }

  /** What a process and all that it started used so far. */
  public Usage usage(String name) {
    return pids(name).stream().map(Usage::of).reduce(Usage.NONE, Usage::plus);
  }

  /** Sends a signal to a process alone, not to what it started; false when there is none now. */
  public boolean signal(String name, Signal signal) throws InterruptedException {
    Optional<Long> pid = pid(name);
    if (pid.isPresent()) {
      signal.send(pid.get());
    }
    return pid.isPresent();
  }

  private Process launch(Map<String, String> environment) throws IOException {
    Files.createDirectories(dataDir);
    List<String> command = new ArrayList<>();
    command.add(home.resolve("millrace").toString());
    command.add("up");
    command.add("--fresh");
    command.add("--data-dir=" + dataDir);
    ports.forEach((name, port) -> command.add("--" + name + "-port=" + port));
    instances.forEach((app, count) -> command.add("--instances=" + app + "=" + count));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output().toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!printed("Millrace is ready.")) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new PlatformException("./millrace up did not become ready; see " + output());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** {@code up} chooses the ports of second and later processes, and prints them. */
  private void findPorts() throws IOException {
    Matcher starting = STARTING.matcher(Files.readString(output()));
    while (starting.find()) {
      ports.put(starting.group(1), Integer.parseInt(starting.group(2)));
    }
  }

  private boolean printed(String text) {
    try {
      return Files.readString(output()).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  private Path output() {
    return dataDir.resolve("up.log");
  }

  /** Ends every process; also those that are stopped by a signal. */
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
    List<ProcessHandle> parts = new ArrayList<>();
    try {
      for (String name : processes()) {
        Signal.CONT.sendAll(pids(name));
        pid(name).flatMap(ProcessHandle::of).ifPresent(parts::add);
      }
      process.destroy();
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        parts.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      parts.forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
