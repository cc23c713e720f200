package io.millrace.loadtest.compare.generator;

import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.platform.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** wrk with one thread and a script of ours: a closed loop that leaves the cores to the server. */
final class Wrk {

  private static final String SCRIPT = "requests.lua";
  private static final String RESULT = "RESULT ";
  private static final long SAMPLE_MILLIS = 100;
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What the script prints; times in microseconds. */
  private record Line(
      long answered,
      long micros,
      double p50,
      double p95,
      double p99,
      double p999,
      double max,
      long refused,
      long broken) {}

  private Wrk() {}

  static boolean isInstalled() {
    try {
      Process process = new ProcessBuilder("wrk", "-v").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      process.waitFor();
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Runs it; everything it prints goes to {@code raw}, the requests beside it. */
  static Outcome run(Requests requests, int connections, Duration duration, Path raw)
      throws InterruptedException {
    Path folder = Objects.requireNonNull(raw.getParent());
    Path file = folder.resolve("requests.bin");
    try {
      requests.write(file);
      Process process =
          new ProcessBuilder(command(requests, connections, duration, script(folder), file))
              .redirectErrorStream(true)
              .redirectOutput(raw.toFile())
              .start();
      Duration cpu = await(process, duration.plus(GRACE));
      return parse(Files.readString(raw)).withGeneratorCpu(cpu);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run wrk", e);
    }
  }

  /**
   * Reads what wrk printed with the script.
   *
   * @throws PlatformException if there is no result in it
   */
  static Outcome parse(String output) {
    String json =
        output
            .lines()
            .filter(line -> line.startsWith(RESULT))
            .findFirst()
            .orElseThrow(() -> new PlatformException("wrk has no result: " + output.strip()));
    try {
      Line line = JSON.readValue(json.substring(RESULT.length()), Line.class);
      return new Outcome(
          line.answered(),
          line.refused(),
          line.broken(),
          line.micros() / 1e6,
          Latency.ofMicros(line.p50(), line.p95(), line.p99(), line.p999(), line.max()),
          Duration.ZERO);
    } catch (JacksonException e) {
      throw new PlatformException("wrk has no result: " + json);
    }
  }

  private static List<String> command(
      Requests requests, int connections, Duration duration, Path script, Path file) {
    return List.of(
        "wrk",
        "--threads=1",
        "--connections=" + connections,
        "--duration=" + duration.toSeconds() + "s",
        "--timeout=10s",
        "--latency",
        "--script=" + script,
        "http://127.0.0.1:" + requests.port(),
        "--",
        file.toString(),
        RequestSource.newPrefix());
  }

  private static Path script(Path folder) throws IOException {
    Path script = folder.resolve(SCRIPT);
    try (InputStream resource = Objects.requireNonNull(Wrk.class.getResourceAsStream(SCRIPT))) {
      Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return script;
  }

  /** Waits, and answers what it used of the CPU as seen shortly before it ended. */
  private static Duration await(Process process, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Duration cpu = Duration.ZERO;
    try {
      while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
        Duration now = Usage.of(process.pid()).cpu();
        cpu = now.compareTo(cpu) > 0 ? now : cpu;
        if (System.nanoTime() > deadline) {
          throw new PlatformException("wrk did not end in time");
        }
      }
    } finally {
      process.destroyForcibly();
    }
    return cpu;
  }
}
