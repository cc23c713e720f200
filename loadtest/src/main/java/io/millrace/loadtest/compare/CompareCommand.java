package io.millrace.loadtest.compare;

import io.millrace.loadtest.compare.baseline.Baseline;
import io.millrace.loadtest.compare.baseline.BaselineException;
import io.millrace.loadtest.compare.baseline.NodeStack;
import io.millrace.loadtest.compare.generator.Generators;
import io.millrace.loadtest.compare.limit.LimitProcess;
import io.millrace.loadtest.compare.machine.Stage;
import io.millrace.loadtest.compare.millrace.MillraceStack;
import io.millrace.loadtest.compare.work.Receipts;
import io.millrace.loadtest.compare.work.Webhooks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code millrace load compare}: starts Millrace, the Node stack and the limit, gives them the same
 * work in turns, and prints ratios and which targets are met.
 */
@Command(
    name = "compare",
    description = {
      "Gives Millrace, the Node stack and a bare endpoint the same work in turns and prints ratios.",
      "While one works, the processes of the others are stopped."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Example:", "  millrace load compare --case webhook-64 --rounds 3"})
public final class CompareCommand implements Callable<Integer> {

  private static final int MOST_ROUNDS = 50;
  private static final int MOST_SECONDS = 120;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Option(
      names = "--case",
      paramLabel = "NAME",
      split = ",",
      converter = CaseConverter.class,
      description =
          "The work, may be repeated; all by default: health, product, receipt-500,"
              + " read-back, webhook-1000, webhook-processed, receipt-visible, receipt,"
              + " receipt-batch, webhook-64,"
              + " webhook-256.")
  private List<Case> cases = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Turns of each system (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "8",
      description = "How long a turn is measured (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Seconds of load before each turn, six times that before the first"
              + " (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON here too.")
  private @Nullable Path json;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = ".millrace/load",
      description = "Where the report and the generators' output go (${DEFAULT-VALUE}).")
  private Path results = Path.of("");

  /** Converts the names that users type. */
  static final class CaseConverter implements ITypeConverter<Case> {

    @Override
    public Case convert(String name) {
      return Case.of(name);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    require("--rounds", rounds, MOST_ROUNDS);
    require("--seconds", seconds, MOST_SECONDS);
    require("--warm-up", warmUp, MOST_SECONDS);
    Path folder = results.resolve("compare-" + System.currentTimeMillis());
    Path raw = Files.createDirectories(folder.resolve("raw"));
    Report report = run(raw.toAbsolutePath());
    String text = ReportText.of(report);
    Files.writeString(folder.resolve("report.txt"), text);
    String document =
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(report);
    Files.writeString(folder.resolve("report.json"), document);
    if (json != null) {
      Files.writeString(json, document);
    }
    PrintWriter out = command.commandLine().getOut();
    out.println();
    out.print(text);
    out.println("\nReport and raw output: " + folder);
    out.flush();
    return report.cases().stream().allMatch(one -> !one.samples().isEmpty()) ? 0 : 1;
  }

  private void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          command.commandLine(), option + ": " + value + " (expected: 1 to " + most + ")");
    }
  }

  private Report run(Path raw) throws InterruptedException {
    Path home = Path.of(System.getenv().getOrDefault("MILLRACE_HOME", ".")).toAbsolutePath();
    Path data =
        Path.of(System.getenv().getOrDefault("MILLRACE_DATA_DIR", home + "/.millrace"))
            .resolve("load/compare");
    Generators generators = new Generators();
    List<String> notes = new ArrayList<>();
    List<CaseReport> reports = new ArrayList<>();
    Baseline baseline = baseline(System.getenv(), home, notes);
    try (Systems systems = start(home, data, baseline, notes)) {
      Stage stage = new Stage(systems.parts());
      Receipts receipts = new Receipts(Instant.now());
      Webhooks webhooks = Webhooks.of(baseline == null ? null : baseline.bodies());
      Turn turn = new Turn(stage, generators, raw, () -> systems.millrace().visibility(receipts));
      Comparison comparison =
          new Comparison(
              turn,
              new Lanes(systems, webhooks, receipts),
              rounds,
              Duration.ofSeconds(warmUp),
              Duration.ofSeconds(seconds),
              this::say);
      try {
        for (Case work : chosen()) {
          reports.add(comparison.run(work, notes));
        }
      } finally {
        stage.allRun();
      }
    }
    return new Report(
        Surroundings.of(home, generators.closedLoop()), rounds, seconds, warmUp, notes, reports);
  }

  /** In the order in which they can be done. */
  private Set<Case> chosen() {
    return cases.isEmpty() ? EnumSet.allOf(Case.class) : EnumSet.copyOf(cases);
  }

  private Systems start(Path home, Path data, @Nullable Baseline baseline, List<String> notes)
      throws InterruptedException {
    say("Starting Millrace");
    MillraceStack millrace = MillraceStack.start(home, data.resolve("millrace"));
    try {
      say("Starting the limit");
      LimitProcess limit =
          LimitProcess.start(millrace.platform().kafkaBootstrapServers(), data.resolve("limit"));
      return new Systems(millrace, limit, node(baseline, data, notes));
    } catch (RuntimeException | InterruptedException e) {
      millrace.close();
      throw e;
    }
  }

  static @Nullable Baseline baseline(
      Map<String, String> environment, Path home, List<String> notes) {
    try {
      return Baseline.find(environment, home);
    } catch (BaselineException e) {
      notes.add(e.getMessage());
      return null;
    }
  }

  private @Nullable NodeStack node(@Nullable Baseline baseline, Path data, List<String> notes)
      throws InterruptedException {
    if (baseline == null) {
      return null;
    }
    say("Starting the Node stack");
    try {
      return NodeStack.start(baseline, data.resolve("node"));
    } catch (BaselineException e) {
      notes.add(e.getMessage());
      return null;
    }
  }

  private void say(String line) {
    command.commandLine().getErr().println(line);
    command.commandLine().getErr().flush();
  }
}
