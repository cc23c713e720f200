package io.millrace.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CompareCommandTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rounds 0 | --rounds: 0 (expected: 1 to 50)",
        "--seconds 121 | --seconds: 121 (expected: 1 to 120)",
        "--warm-up 0 | --warm-up: 0 (expected: 1 to 120)",
        "--case havoc | havoc (expected: health, product,"
      })
  void compare_refusesWhatItMustNotRun(String options, String expected) {
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new CompareCommand())
            .setErr(new PrintWriter(err, true))
            .execute(options.split(" "));
    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString()).contains(expected);
  }

  @Test
  void help_namesEveryCase() {
    String help = new CommandLine(new CompareCommand()).getUsageMessage().replaceAll("\\s+", " ");
    for (Case work : Case.values()) {
      assertThat(help).contains(work.toString());
    }
  }

  @Test
  void baseline_isNoted_whenItIsAbsent() {
    List<String> notes = new ArrayList<>();
    assertThat(CompareCommand.baseline(Map.of(), folder.resolve("checkout"), notes)).isNull();
    assertThat(
            CompareCommand.baseline(
                Map.of("MILLRACE_BASELINE_DIR", folder.resolve("gone").toString()), folder, notes))
        .isNull();
    assertThat(notes.get(0)).contains("MILLRACE_BASELINE_DIR is not set");
    assertThat(notes.get(1)).contains("names a folder without package.json");
  }

  @Test
  void baseline_isFoundBesideTheCheckout() throws Exception {
    Path shared = Files.createDirectories(folder.resolve("shared/baseline"));
    Files.writeString(shared.resolve("package.json"), "{}");
    Path checkout = Files.createDirectories(folder.resolve("checkout"));
    List<String> notes = new ArrayList<>();
    assertThat(CompareCommand.baseline(Map.of(), checkout, notes)).isNotNull();
    assertThat(notes).isEmpty();
  }
}
