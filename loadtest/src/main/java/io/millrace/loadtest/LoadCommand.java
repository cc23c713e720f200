package io.millrace.loadtest;

import io.millrace.loadtest.Target.Verdict;
import io.millrace.loadtest.bench.BenchCommand;
import io.millrace.loadtest.catchup.CatchUpCommand;
import io.millrace.loadtest.compare.CompareCommand;
import io.millrace.loadtest.compare.limit.LimitCommand;
import io.millrace.loadtest.month.MonthCommand;
import io.millrace.loadtest.prove.ProveCommand;
import io.millrace.loadtest.run.Figures;
import io.millrace.loadtest.run.LoadSettings;
import io.millrace.loadtest.run.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace load SCENARIO}: runs a scenario against this machine and says how it went. */
@Command(
    name = "millrace load",
    description = {
      "Runs a load scenario against this machine. Times are those of accepted requests, in whole",
      "milliseconds from the first byte sent to the last received. Fails on any error."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    commandListHeading = "%nCommands:%n",
    subcommands = {
      CompareCommand.class,
      ProveCommand.class,
      CatchUpCommand.class,
      MonthCommand.class,
      ProfileCommand.class,
      BenchCommand.class,
      LimitCommand.class
    })
public final class LoadCommand implements Callable<Integer> {

  private static final int HELP_WIDTH = 100;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ScenarioOptions options;

  @Option(names = "--json", description = "Print the figures as JSON, as the last line.")
  private boolean json;

  @Option(names = "--check", description = "Fail on a missed target too.")
  private boolean check;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine commandLine =
        new CommandLine(new LoadCommand())
            .registerConverter(Scenario.class, Scenario::of)
            .setExecutionExceptionHandler(
                (error, command, parsed) -> {
                  command.getErr().println("millrace: " + error.getMessage());
                  return command.getCommandSpec().exitCodeOnExecutionException();
                });
    commandLine.setUsageHelpWidth(HELP_WIDTH);
    commandLine.getCommandSpec().usageMessage().footer(footer());
    return commandLine;
  }

  private static String[] footer() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Scenarios:");
    for (Scenario scenario : Scenario.values()) {
      lines.add("  %-16s %s".formatted(scenario, scenario.description()));
    }
    lines.add("");
    lines.add("Examples:");
    lines.add("  millrace load create-receipt --seconds 15 --users 64");
    lines.add("  millrace load webhook-flood --rate max --check");
    return lines.toArray(String[]::new);
  }

  @Override
  public Integer call() throws IOException {
    Scenario scenario = options.scenario();
    LoadSettings settings = options.settings();
    boolean passed = options.run(settings, options.folder(scenario.toString()));
    Outcome outcome = new Outcome(Figures.current(), settings);
    if (!json) {
      scenario.targets().forEach(target -> options.out().println(target.text(outcome)));
    }
    options.printFigures(json);
    boolean missed =
        scenario.targets().stream().anyMatch(target -> target.verdict(outcome) == Verdict.MISSED);
    return passed && Figures.current().clean() && !(check && missed) ? 0 : 1;
  }
}
