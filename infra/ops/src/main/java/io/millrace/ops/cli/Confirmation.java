package io.millrace.ops.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks before data changes, unless told {@code --yes}. */
public final class Confirmation {

  @Option(
      names = {"-y", "--yes"},
      description = "Do it without asking.")
  private boolean yes;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  /**
   * Returns if the answer is yes.
   *
   * @throws Failure if it is anything else, or nobody answers
   */
  public void ask(String question) {
    if (yes) {
      return;
    }
    PrintWriter err = command.commandLine().getErr();
    err.print(question + " [y/N] ");
    err.flush();
    if (!answer().strip().equalsIgnoreCase("y")) {
      throw new Failure("not confirmed, nothing changed (--yes does it without asking)");
    }
  }

  private static String answer() {
    try {
      String line =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      return "";
    }
  }
}
