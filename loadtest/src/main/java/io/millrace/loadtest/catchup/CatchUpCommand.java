package io.millrace.loadtest.catchup;

import io.millrace.loadtest.platform.OwnPlatform;
import io.millrace.loadtest.platform.Platform;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code millrace load catch-up}: how quickly topologies and sinks that start cold come level with
 * a backlog of receipts (TARGETS P8).
 */
@Command(
    name = "catch-up",
    description = {
      "Writes receipts while stream-processors and projection-store stand still, starts both anew",
      "and measures until every view of receipts covers all of them."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  millrace load catch-up",
      "  millrace load catch-up --lines 300000 --json"
    })
public final class CatchUpCommand implements Callable<Integer> {

  private static final long MOST_LINES = 10_000_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Option(
      names = "--lines",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Receipt lines, three a receipt (${DEFAULT-VALUE}).")
  private long lines;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides what is sold (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private OwnPlatform own;

  @Option(names = "--json", description = "Print the figures as JSON, in one line.")
  private boolean json;

  @Option(names = "--check", description = "Fail on a missed target too.")
  private boolean check;

  @Override
  public Integer call() throws InterruptedException {
    if (lines < Backlog.LINES || lines > MOST_LINES) {
      throw new ParameterException(
          command.commandLine(),
          "--lines: %d (expected: %d to %d)".formatted(lines, Backlog.LINES, MOST_LINES));
    }
    PrintWriter err = command.commandLine().getErr();
    Map<String, String> environment = System.getenv();
    Path folder = own.folder("catch-up", environment);
    err.println("starting a platform in " + folder);
    err.flush();
    CatchUpResult result;
    try (Platform platform = Platform.start(OwnPlatform.home(environment), folder, environment)) {
      long receipts = (lines + Backlog.LINES - 1) / Backlog.LINES;
      result =
          new CatchUp(
                  platform,
                  line -> {
                    err.println(line);
                    err.flush();
                  })
              .run(new Backlog(seed, receipts, Clock.systemUTC()));
    }
    PrintWriter out = command.commandLine().getOut();
    out.println(json ? new JsonMapper().writeValueAsString(result.json()) : result.text());
    out.flush();
    own.tidy(folder, result.passed());
    return result.passed() && (result.meetsTarget() || !check) ? 0 : 1;
  }
}
