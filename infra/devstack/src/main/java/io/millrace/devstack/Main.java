package io.millrace.devstack;

import io.millrace.devstack.llm.FakeLlmCommand;
import io.millrace.devstack.up.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the devstack jar. */
@Command(
    name = "millrace",
    subcommands = {UpCommand.class, FakeLlmCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    description = "Millrace on one machine.")
final class Main {

  private Main() {}

  public static void main(String[] args) {
    int exitCode = new CommandLine(new Main()).execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
