package io.millrace.loadtest;

import io.gatling.app.Gatling$;
import io.millrace.loadtest.prove.ProveCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace load SCENARIO}: runs a scenario against this machine and says how it went. */
@Command(
    name = "load",
    description = "Runs a load scenario against this machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {ProveCommand.class},
    footer = {"", "Example:", "  millrace load create-receipt --seconds 15 --users 64"})
public final class LoadCommand implements Callable<Integer> {

  private static final int LONGEST_SECONDS = 3_600;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  /** Absent for a subcommand. */
  @Parameters(paramLabel = "SCENARIO", arity = "0..1", description = "create-receipt.")
  private @Nullable Scenario scenario;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "15",
      description = "How long (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "64",
      description = "Users at once, each with one request at a time (${DEFAULT-VALUE}).")
  private int users;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:MILLRACE_URL:-http://localhost:8080}",
      description = "Where ingest-api is, on this machine; MILLRACE_URL, else localhost:8080.")
  private String url = "";

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      defaultValue = "${env:MILLRACE_KEY:-demo-key}",
      description = "A key with scope write; MILLRACE_KEY, else demo-key.")
  private String key = "";

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = ".millrace/load",
      description = "Where Gatling's report goes (${DEFAULT-VALUE}).")
  private Path results = Path.of("");

  @Option(names = "--json", description = "Print the figures as JSON, as the last line.")
  private boolean json;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new LoadCommand())
        .registerConverter(Scenario.class, Scenario::of)
        .setExecutionExceptionHandler(
            (error, command, parsed) -> {
              command.getErr().println("millrace: " + error.getMessage());
              return command.getCommandSpec().exitCodeOnExecutionException();
            });
  }

  @Override
  public Integer call() throws IOException {
    if (scenario == null) {
      throw refused("Missing required parameter: 'SCENARIO'");
    }
    LoadSettings settings = settings();
    settings.toSystemProperties();
    Path folder = results.resolve(scenario + "-" + System.currentTimeMillis());
    Files.createDirectories(folder);
    VersionCheck.skip(folder);
    int exitCode =
        Gatling$.MODULE$.fromArgs(
            new String[] {
              "--simulation", scenario.simulation().getName(),
              "--results-folder", folder.toString()
            });
    Figures figures = Figures.current();
    PrintWriter out = command.commandLine().getOut();
    out.println(json ? figures.json(settings.duration()) : figures.text(settings.duration()));
    out.flush();
    return exitCode == 0 && figures.clean() ? 0 : 1;
  }

  private LoadSettings settings() {
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      throw refused("--seconds: " + seconds + " (expected: 1 to " + LONGEST_SECONDS + ")");
    }
    if (users < 1) {
      throw refused("--users: " + users + " (expected: > 0)");
    }
    if (!loopback(url)) {
      throw refused("--url: " + url + " (expected: an http URL of this machine)");
    }
    return new LoadSettings(url, key, users, Duration.ofSeconds(seconds));
  }

  private ParameterException refused(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** Load goes nowhere but to this machine. */
  private static boolean loopback(String url) {
    try {
      String host = URI.create(url).getHost();
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (IllegalArgumentException | UnknownHostException e) {
      return false;
    }
  }
}
