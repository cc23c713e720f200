package io.millrace.ops;

import io.millrace.ops.cli.Failure;
import io.millrace.ops.deadletter.DeadLettersCommand;
import io.millrace.ops.http.KeysCommand;
import io.millrace.ops.http.SourcesCommand;
import io.millrace.ops.lag.LagCommand;
import io.millrace.ops.projections.ProjectionsCommand;
import io.millrace.ops.status.StatusCommand;
import io.millrace.ops.tail.TailCommand;
import io.millrace.ops.topics.TopicsCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code millrace} command; {@code up} and {@code load} are the launcher's own. */
@Command(
    name = "millrace",
    description = "Looks after a running Millrace.",
    mixinStandardHelpOptions = true,
    version = "millrace 0.1.0",
    subcommands = {
      StatusCommand.class,
      TopicsCommand.class,
      LagCommand.class,
      TailCommand.class,
      DeadLettersCommand.class,
      KeysCommand.class,
      SourcesCommand.class,
      ProjectionsCommand.class
    },
    footer = {
      "",
      "Also: millrace up, millrace load SCENARIO",
      "",
      "Example:",
      "  millrace status",
      "  millrace tail sales.receipts.v1 --limit 5"
    })
public final class MillraceCommand {

  private MillraceCommand() {}

  public static void main(String[] args) {
    CommandLine millrace = commandLine();
    millrace.setOut(
        new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    System.exit(millrace.execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new MillraceCommand())
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(
            (error, command, parsed) -> {
              if (error instanceof Failure) {
                command.getErr().println("millrace: " + error.getMessage());
              } else {
                command.getErr().println("millrace: " + error);
              }
              return command.getCommandSpec().exitCodeOnExecutionException();
            });
  }
}
