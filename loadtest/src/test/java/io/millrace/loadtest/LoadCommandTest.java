package io.millrace.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadCommandTest {

  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "create-receipt --url http://192.0.2.1:8080, --url: http://192.0.2.1:8080 (expected: an http",
    "create-receipt --url nonsense, --url: nonsense (expected: an http URL of this machine)",
    "create-receipt --read-url nonsense, --read-url: nonsense (expected: an http URL",
    "create-receipt --seconds 0, --seconds: 0 (expected: 1 to 3600)",
    "create-receipt --warm-up -1, --warm-up: -1 (expected: 0 to 600)",
    "create-receipt --users 0, --users: 0 (expected: > 0)",
    "create-receipt --rate 0, '--rate: 0 (expected: > 0, or max)'",
    "shop-day --rate max, '--rate: max (expected: > 0)'",
    "create-receipt --rate fast, '--rate: fast (expected: > 0, or max)'",
    "--seconds 1, SCENARIO: missing (expected: create-receipt",
    "catch-up --lines 2, --lines: 2 (expected: 3 to 10000000)",
    "month --stores 0, --stores: 0 (expected: 1 to 10000)",
    "month --receipts 9, --receipts: 9 (expected: 1000 to 2000000)",
    "profile create-havoc, create-havoc (expected: create-receipt",
    "create-havoc, create-havoc (expected: create-receipt"
  })
  void load_refusesWhatItMustNotRun(String command, String expected) {
    assertThat(execute(command)).isEqualTo(2);
    assertThat(err.toString()).contains(expected);
  }

  @Test
  void profile_fails_whenNothingRuns() {
    assertThat(execute("profile --data-dir target/no-such-platform --results target/load"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("start ./millrace up first");
  }

  @Test
  void help_namesEveryScenario() {
    String help = LoadCommand.commandLine().getUsageMessage();
    for (Scenario scenario : Scenario.values()) {
      assertThat(help).contains(scenario.toString());
    }
    assertThat(help).contains("Examples:").contains("profile");
  }

  private int execute(String command) {
    return LoadCommand.commandLine().setErr(new PrintWriter(err, true)).execute(command.split(" "));
  }
}
