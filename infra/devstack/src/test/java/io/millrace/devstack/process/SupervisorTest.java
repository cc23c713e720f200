package io.millrace.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {

  private static final String FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.05; done";
  private static final String DEAF = "trap '' TERM; while :; do sleep 0.05; done";

  @TempDir Path dir;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private Supervisor supervisor;

  @AfterEach
  void end() {
    if (supervisor != null) {
      supervisor.stop(List.of("one", "two"));
    }
  }

  @Test
  void start_startsAgainWhatWasKilledAndSaysSo() throws Exception {
    supervisor().start(spec("one", FOREVER));
    long first = supervisor.pid("one");
    assertThat(recordedPid("one")).isEqualTo(first);

    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    await().until(() -> supervisor.pid("one") > 0 && supervisor.pid("one") != first);
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(recordedPid("one")).isEqualTo(supervisor.pid("one")));
    assertThat(said()).contains("one").contains("was ended by signal 9, starting it again");
  }

  @Test
  void start_waitsAndQuotesTheLogOfWhatKeepsEnding() {
    supervisor().start(spec("one", "echo this is why; exit 3"));
    await()
        .untilAsserted(
            () ->
                assertThat(said())
                    .contains("ended with exit code 3, starting it again\n")
                    .contains("starting it again in 1 s")
                    .contains("| this is why"));
  }

  @Test
  void start_givesTheEnvironmentAndKeepsTheLog() {
    ProcessSpec spec =
        new ProcessSpec(
            "one",
            List.of("sh", "-c", "echo hello $NAME; " + FOREVER),
            Map.of("NAME", "world"),
            "TERM",
            Duration.ofSeconds(5));
    supervisor().start(spec);
    await()
        .untilAsserted(
            () -> assertThat(supervisor.logTail("one", 5)).containsExactly("hello world"));
  }

  @Test
  void stop_endsAllAndRemovesTheirRecords() {
    supervisor().start(spec("one", FOREVER));
    supervisor.start(spec("two", FOREVER));
    List<ProcessHandle> children =
        List.of(
            ProcessHandle.of(supervisor.pid("one")).orElseThrow(),
            ProcessHandle.of(supervisor.pid("two")).orElseThrow());

    supervisor.stop(List.of("one", "two"));

    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(dir.resolve("run").toFile().list()).isEmpty();
    assertThat(said()).doesNotContain("starting it again");
  }

  @Test
  void stop_killsWhatDoesNotListen() {
    supervisor()
        .start(
            new ProcessSpec(
                "one",
                List.of("sh", "-c", "echo up; " + DEAF),
                Map.of(),
                "TERM",
                Duration.ofMillis(300)));
    await().until(() -> supervisor.logTail("one", 1).equals(List.of("up")));
    ProcessHandle child = ProcessHandle.of(supervisor.pid("one")).orElseThrow();

    supervisor.stop(List.of("one"));

    assertThat(child.isAlive()).isFalse();
    assertThat(said()).contains("did not end within 0 s, killed");
  }

  @Test
  void stop_saysWhatItWaitsFor_andHurriesWhenItIsTold() throws Exception {
    supervisor()
        .start(
            new ProcessSpec(
                "one",
                List.of("sh", "-c", "echo up; " + DEAF),
                Map.of(),
                "TERM",
                Duration.ofSeconds(100)));
    await().until(() -> supervisor.logTail("one", 1).equals(List.of("up")));
    Thread stop = new Thread(() -> supervisor.stop(List.of("one")));
    stop.start();
    await().until(() -> said().contains("waiting up to 98 s more"));

    Signals.on("WINCH", supervisor::hurry);
    Signals.send(ProcessHandle.current(), "WINCH");

    stop.join(60_000);
    assertThat(stop.isAlive()).isFalse();
    assertThat(said()).doesNotContain("did not end");
  }

  @Test
  void start_doesNothingOnceStartsAreRefused() {
    supervisor().refuseStarts();
    supervisor.start(spec("one", FOREVER));
    assertThat(supervisor.pid("one")).isEqualTo(-1);
  }

  private Supervisor supervisor() {
    Console console =
        new Console(new PrintStream(output, true, StandardCharsets.UTF_8), System::nanoTime);
    supervisor = new Supervisor(dir.resolve("logs"), new PidFiles(dir.resolve("run")), console);
    return supervisor;
  }

  private String said() {
    return output.toString(StandardCharsets.UTF_8);
  }

  private long recordedPid(String name) throws Exception {
    return Long.parseLong(
        Files.readString(dir.resolve("run").resolve(name + ".pid")).split(" ")[0]);
  }

  private static ProcessSpec spec(String name, String script) {
    return new ProcessSpec(
        name, List.of("sh", "-c", script), Map.of(), "TERM", Duration.ofSeconds(5));
  }
}
