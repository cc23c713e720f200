package io.millrace.loadtest;

import io.millrace.loadtest.run.Figures;
import io.millrace.loadtest.run.LoadSettings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace load SCENARIO}: runs a scenario against this machine and says how it went. */
@Command(
    name = "load",
    description = "Runs a load scenario against this machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {ProfileCommand.class},
    footer = {"", "Example:", "  millrace load create-receipt --seconds 15 --users 64"})
public final class LoadCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ScenarioOptions options;

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
    Scenario scenario = options.scenario();
    LoadSettings settings = options.settings();
    boolean passed = options.run(settings, options.folder(scenario.toString()));
    options.printFigures(settings, json);
    return passed && Figures.current().clean() ? 0 : 1;
  }
}
