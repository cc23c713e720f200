package io.millrace.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFilesTest {

  @TempDir Path dir;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(output, true, StandardCharsets.UTF_8), System::nanoTime);
  private PidFiles pids;
  private Process child;

  @BeforeEach
  void startChild() throws Exception {
    pids = new PidFiles(dir);
    child = new ProcessBuilder("sleep", "60").start();
  }

  @AfterEach
  void endChild() {
    child.destroyForcibly();
  }

  @Test
  void endLeftovers_endsWhatAnEarlierRunStarted() throws Exception {
    pids.write(spec("kafka"), child.toHandle());

    new PidFiles(dir).endLeftovers(List.of("kafka"), console);

    assertThat(child.waitFor()).isNotZero();
    assertThat(dir.toFile().list()).isEmpty();
    assertThat(output.toString(StandardCharsets.UTF_8))
        .contains("kafka")
        .contains("left over from an earlier run (pid " + child.pid() + "), ending it");
  }

  @Test
  void leftovers_isNotAStrangerWithTheSamePid() throws Exception {
    Files.writeString(dir.resolve("kafka.pid"), child.pid() + " 1000000000000 TERM\n");

    assertThat(pids.leftovers()).isEmpty();
    assertThat(child.isAlive()).isTrue();
    assertThat(dir.toFile().list()).as("stale records").isEmpty();
  }

  @Test
  void leftovers_ignoresEndedProcessesAndGarbage() throws Exception {
    pids.write(spec("redis"), child.toHandle());
    child.destroyForcibly().waitFor();
    Files.writeString(dir.resolve("kafka.pid"), "1 now TERM; rm\n");

    assertThat(pids.leftovers()).isEmpty();
  }

  private static ProcessSpec spec(String name) {
    return new ProcessSpec(name, List.of("sleep"), Map.of(), "TERM", Duration.ofSeconds(5));
  }
}
