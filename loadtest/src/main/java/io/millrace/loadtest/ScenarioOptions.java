package io.millrace.loadtest;

import io.millrace.loadtest.run.Figures;
import io.millrace.loadtest.run.GatlingRun;
import io.millrace.loadtest.run.LoadSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What every command that runs a scenario takes, and how it runs it. */
final class ScenarioOptions {

  private static final int LONGEST_SECONDS = 3_600;
  private static final int LONGEST_WARM_UP = 600;
  private static final String AT_MOST = "max";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "0..1",
      description = "Which one; see millrace load --help.")
  private @Nullable Scenario scenario;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "15",
      description = "How long is measured (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "5",
      description = "Seconds of the same load before that (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "64",
      description = "Users at once, each with one request at a time (${DEFAULT-VALUE}).")
  private int users;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Arrivals a second that do not wait for answers, or max: users that do; by scenario.")
  private @Nullable String rate;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:MILLRACE_URL:-http://localhost:8080}",
      description = "Where ingest-api is, on this machine; MILLRACE_URL, else localhost:8080.")
  private String url = "";

  @Option(
      names = "--read-url",
      paramLabel = "URL",
      defaultValue = "${env:MILLRACE_READ_URL:-http://localhost:8081}",
      description =
          "Where projection-store is, on this machine; MILLRACE_READ_URL, else localhost:8081.")
  private String readUrl = "";

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      defaultValue = "${env:MILLRACE_KEY:-demo-key}",
      description = "A key with scopes write, read and ops; MILLRACE_KEY, else demo-key.")
  private String key = "";

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = ".millrace/load",
      description = "Where reports and recordings go (${DEFAULT-VALUE}).")
  private Path results = Path.of("");

  boolean hasScenario() {
    return scenario != null;
  }

  Duration warmUp() {
    return Duration.ofSeconds(warmUp);
  }

  Duration duration() {
    return Duration.ofSeconds(seconds);
  }

  PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** The named scenario. */
  Scenario scenario() {
    if (scenario == null) {
      throw refused("SCENARIO: missing (expected: " + Scenario.names() + ")");
    }
    return scenario;
  }

  /** Where this run's files go; not made yet. */
  Path folder(String name) {
    return results.resolve(name + "-" + System.currentTimeMillis());
  }

  /** Runs the scenario; whether Gatling held that all went well. */
  boolean run(LoadSettings settings, Path folder) throws IOException {
    return GatlingRun.run(scenario().simulation(), settings, folder);
  }

  void printFigures(boolean json) {
    Figures figures = Figures.current();
    if (json) {
      out().println(figures.json());
    } else {
      figures.text().forEach(out()::println);
    }
    out().flush();
  }

  /** Refuses what must not run. */
  LoadSettings settings() {
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      throw refused("--seconds: " + seconds + " (expected: 1 to " + LONGEST_SECONDS + ")");
    }
    if (warmUp < 0 || warmUp > LONGEST_WARM_UP) {
      throw refused("--warm-up: " + warmUp + " (expected: 0 to " + LONGEST_WARM_UP + ")");
    }
    if (users < 1) {
      throw refused("--users: " + users + " (expected: > 0)");
    }
    requireLoopback("--url", url);
    requireLoopback("--read-url", readUrl);
    return new LoadSettings(url, readUrl, key, users, arrivals(), warmUp(), duration());
  }

  private double arrivals() {
    if (scenario == null) {
      return 0;
    }
    String text = rate == null ? scenario.rate() : rate;
    if (text.equals(AT_MOST)) {
      if (!scenario.takesMax()) {
        throw refused("--rate: max (expected: > 0)");
      }
      return 0;
    }
    try {
      double arrivals = Double.parseDouble(text);
      if (arrivals > 0 && Double.isFinite(arrivals)) {
        return arrivals;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw refused("--rate: " + text + " (expected: > 0, or max)");
  }

  /** Load goes nowhere but to this machine. */
  private void requireLoopback(String option, String text) {
    try {
      String host = URI.create(text).getHost();
      if (host != null && InetAddress.getByName(host).isLoopbackAddress()) {
        return;
      }
    } catch (IllegalArgumentException | UnknownHostException e) {
      // refused below
    }
    throw refused(option + ": " + text + " (expected: an http URL of this machine)");
  }

  private ParameterException refused(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
