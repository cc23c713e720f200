package io.millrace.loadtest.compare.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageIT {

  @TempDir private Path folder;

  @Test
  void onlyRun_stopsTheOthersWithAllTheyStarted() throws Exception {
    try (ChildProcess one = sleeper("one");
        ChildProcess two = sleeper("two")) {
      await().until(() -> one.part().pids().size() == 2 && two.part().pids().size() == 2);
      Stage stage = new Stage(List.of(one.part(), two.part()));

      stage.onlyRun(List.of(one.part()));
      await().until(() -> states(two).equals("TT") && !states(one).contains("T"));
      stage.onlyRun(List.of(two.part()));
      await().until(() -> states(one).equals("TT") && !states(two).contains("T"));
      stage.allRun();
      await().until(() -> !(states(one) + states(two)).contains("T"));
      stage.onlyRun(List.of());
    }
    assertThat(folder.resolve("one.log")).exists();
  }

  private ChildProcess sleeper(String name) {
    return ChildProcess.start(name, List.of("sh", "-c", "sleep 30; true"), Map.of(), folder);
  }

  /** A letter for each process, as proc(5) has it; T is stopped. */
  private static String states(ChildProcess process) {
    StringBuilder states = new StringBuilder();
    for (long pid : process.part().pids()) {
      try {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        states.append(stat.charAt(stat.lastIndexOf(')') + 2));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return states.toString();
  }
}
