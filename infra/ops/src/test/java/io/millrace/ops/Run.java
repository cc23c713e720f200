package io.millrace.ops;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** One call of the command, and what came of it. */
record Run(int exitCode, String out, String err) {

  static Run millrace(String... args) {
    return millrace(new StringWriter(), args);
  }

  /** One whose errors can be read while it runs. */
  static Run millrace(StringWriter err, String... args) {
    StringWriter out = new StringWriter();
    CommandLine millrace =
        MillraceCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    int exitCode = millrace.execute(args);
    return new Run(exitCode, out.toString(), err.toString());
  }

  List<String> lines() {
    return out.lines().toList();
  }

  JsonElement json() {
    return JsonParser.parseString(out);
  }
}
