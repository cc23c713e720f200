package io.millrace.loadtest.month;

import io.millrace.loadtest.platform.OwnPlatform;
import io.millrace.loadtest.platform.Platform;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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
 * {@code millrace load month}: writes a month of many stores, and holds what the read API says of
 * each against a recomputation. Exit code 0 means that no figure differs.
 */
@Command(
    name = "month",
    description = {
      "Writes a generated month of many stores (several zones, clocks that change, late, shuffled",
      "and repeated) and compares every figure read back with a recomputation."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  millrace load month",
      "  millrace load month --stores 50 --receipts 5000 --kills 5"
    })
public final class MonthCommand implements Callable<Integer> {

  private static final int MOST_STORES = 10_000;
  private static final int MOST_RECEIPTS = 2_000_000;
  private static final int MOST_KILLS = 50;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Option(
      names = "--stores",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many stores (${DEFAULT-VALUE}).")
  private int stores;

  @Option(
      names = "--receipts",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Receipts of all of them together (${DEFAULT-VALUE}).")
  private int receipts;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "0",
      description = "Processes killed at random meanwhile, 3 to 10 s apart (${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides what happens in the month, and what is killed (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private OwnPlatform own;

  @Option(names = "--json", description = "Print the figures as JSON, in one line.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    require("--stores", stores, 1, MOST_STORES);
    require("--receipts", receipts, stores, MOST_RECEIPTS);
    require("--kills", kills, 0, MOST_KILLS);
    PrintWriter err = command.commandLine().getErr();
    List<ShopMonth> months = new MonthGenerator(seed, receipts / stores).generate(stores);
    Map<String, String> environment = System.getenv();
    Path folder = own.folder("month", environment);
    err.println("starting a platform in " + folder);
    err.flush();
    MonthResult result;
    try (Platform platform = Platform.start(OwnPlatform.home(environment), folder, environment)) {
      result =
          new MonthRun(
                  platform,
                  line -> {
                    err.println(line);
                    err.flush();
                  })
              .run(months, kills, seed);
    }
    PrintWriter out = command.commandLine().getOut();
    out.println(json ? new JsonMapper().writeValueAsString(result.json()) : result.text());
    out.flush();
    own.tidy(folder, result.passed());
    return result.passed() ? 0 : 1;
  }

  private void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          command.commandLine(), "%s: %d (expected: %d to %d)".formatted(name, value, least, most));
    }
  }
}
