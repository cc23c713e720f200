package io.millrace.loadtest.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.loadtest.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningProcessTest {

  @TempDir private Path dataDir;

  @Test
  void of_findsEveryInstanceThatRuns() throws IOException {
    long self = ProcessHandle.current().pid();
    write("ai-worker-2", self);
    write("postgres", self);
    write("ingest-api", Long.MAX_VALUE);
    assertThat(RunningProcess.of(dataDir))
        .containsExactly(
            new RunningProcess("ai-worker-2", self), new RunningProcess("postgres", self));
    assertThat(RunningProcess.of(dataDir).get(0).isJava()).isTrue();
    assertThat(RunningProcess.of(dataDir).get(1).isJava()).isFalse();
  }

  @Test
  void profile_saysWhatToDo_whenNothingRuns() {
    assertThatThrownBy(() -> Profile.of(dataDir, dataDir))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("start ./millrace up first");
  }

  private void write(String name, long pid) throws IOException {
    Path run = Files.createDirectories(dataDir.resolve("run"));
    Files.writeString(run.resolve(name + ".pid"), pid + " 1700000000000 TERM\n");
  }
}
