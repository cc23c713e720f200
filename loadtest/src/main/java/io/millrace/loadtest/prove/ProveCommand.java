package io.millrace.loadtest.prove;

import io.millrace.loadtest.platform.OwnPlatform;
import io.millrace.loadtest.platform.Platform;
import io.millrace.loadtest.prove.evidence.EvidenceFile;
import io.millrace.loadtest.prove.fault.Fault;
import io.millrace.loadtest.prove.fault.FaultPlan;
import io.millrace.loadtest.prove.ledger.Checker;
import io.millrace.loadtest.prove.ledger.Evidence;
import io.millrace.loadtest.prove.ledger.Verdict;
import io.millrace.loadtest.prove.sender.Rates;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code millrace load prove}: kills and pauses every process of a platform of its own while it is
 * written to, and holds what was acknowledged against topics and projections. Exit code 0 means
 * that every promise was kept.
 */
@Command(
    name = "prove",
    description = "Kills and pauses every process under load, then checks what was promised.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  millrace load prove",
      "  millrace load prove --short",
      "  millrace load prove --rounds 1 --faults kill:kafka,pause:postgres",
      "  millrace load prove --only ingest-api,kafka",
      "  millrace load prove --instances 2 --rounds 1",
      "  millrace load prove --rounds 1 --faults outage:kafka --outage 60",
      "  millrace load prove --check .millrace/load/prove-evidence.json.gz"
    })
public final class ProveCommand implements Callable<Integer> {

  private static final List<Fault> SHORT =
      Stream.of("kill:ingest-api", "pause:kafka", "kill:stream-processors")
          .map(Fault::parse)
          .toList();
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final Duration CALM = Duration.ofMillis(500);
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration SHORT_WARM_UP = Duration.ofSeconds(3);

  private static final int MOST_OUTAGE = 300;

  /** Leaves time to start and to check within ten minutes. */
  private static final Duration LIMIT = Duration.ofSeconds(500);

  private final Map<String, String> environment;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each fault is done (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--faults",
      paramLabel = "FAULT",
      split = ",",
      converter = FaultConverter.class,
      description =
          "kill:NAME, pause:NAME or outage:NAME, joined by commas; kill and pause of each process"
              + " by default.")
  private @Nullable List<Fault> faults;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these processes, joined by commas: each killed, and each paused.")
  private @Nullable List<String> only;

  @Option(
      names = "--instances",
      paramLabel = "N|APP=N",
      split = ",",
      description =
          "Processes of every app, or of some; one of each is then killed in turn, and no read may"
              + " fail.")
  private List<String> instances = List.of();

  @Option(
      names = "--outage",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long outage:NAME keeps a process down (${DEFAULT-VALUE}).")
  private int outage;

  @Option(names = "--short", description = "One round of three faults, in about a minute.")
  private boolean brief;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "25",
      description =
          "Receipts a second (${DEFAULT-VALUE}); as many webhooks, 40 %% chat, 10 %% AI requests.")
  private double rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides order of faults and content of requests (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private OwnPlatform own;

  @Option(
      names = "--evidence",
      paramLabel = "FILE",
      defaultValue = "${env:MILLRACE_DATA_DIR:-.millrace}/load/prove-evidence.json.gz",
      description = "Where all that was recorded goes (${DEFAULT-VALUE}).")
  private Path evidenceFile = Path.of("");

  @Option(
      names = "--check",
      paramLabel = "FILE",
      description = "Run nothing; check what an earlier run recorded.")
  private @Nullable Path check;

  @Option(names = "--json", description = "Print the report as JSON, in one line.")
  private boolean json;

  public ProveCommand() {
    this(System.getenv());
  }

  ProveCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    return check == null ? prove() : checkAgain(check);
  }

  private int prove() throws InterruptedException {
    ProveSettings settings = settings();
    PrintWriter err = command.commandLine().getErr();
    err.println("seed " + seed + ", faults " + settings.plan());
    err.println(Report.heading());
    ProveRun.Result result =
        new ProveRun(
                settings,
                line -> {
                  err.println(line);
                  err.flush();
                })
            .run();
    EvidenceFile.write(evidenceFile, result.evidence());
    Proof proof =
        new Proof(
            seed,
            settings.plan(),
            result.impacts(),
            result.cores(),
            result.settled(),
            result.stale(),
            settings.instances(),
            result.reads(),
            result.failedReads(),
            Checker.check(result.evidence()));
    print(json ? JsonReport.of(proof) : Report.text(proof, result.evidence()));
    own.tidy(settings.dataDir(), proof.passed());
    return proof.passed() ? 0 : 1;
  }

  private int checkAgain(Path file) {
    Evidence evidence = EvidenceFile.read(file);
    Verdict verdict = Checker.check(evidence);
    print(json ? JsonReport.of(verdict) : Report.text(verdict, evidence));
    return verdict.passed() ? 0 : 1;
  }

  private ProveSettings settings() {
    if (rounds < 1) {
      throw refused("--rounds: " + rounds + " (expected: > 0)");
    }
    if (!(rate > 0)) {
      throw refused("--rate: " + rate + " (expected: > 0)");
    }
    if (outage < 1 || outage > MOST_OUTAGE) {
      throw refused("--outage: " + outage + " (expected: 1 to " + MOST_OUTAGE + ")");
    }
    return new ProveSettings(
        OwnPlatform.home(environment),
        own.folder("prove", environment),
        environment,
        counts(),
        Rates.of(rate),
        FaultPlan.of(chosen(), brief ? 1 : rounds, seed),
        PAUSE,
        Duration.ofSeconds(outage),
        brief ? SHORT_WARM_UP : WARM_UP,
        CALM,
        LIMIT,
        seed);
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    for (String text : instances) {
      String[] parts = text.split("=", 2);
      String count = parts[parts.length - 1];
      boolean known = parts.length == 1 || Platform.APPS.contains(parts[0]);
      if (!known || !count.matches("[1-9]")) {
        throw refused("--instances: " + text + " (expected: 1 to 9, or APP=1 to 9)");
      }
      (parts.length == 1 ? Platform.APPS : List.of(parts[0]))
          .forEach(app -> counts.put(app, Integer.parseInt(count)));
    }
    return counts;
  }

  private List<Fault> chosen() {
    List<String> names = only;
    if (names == null) {
      if (faults != null) {
        return faults;
      }
      Map<String, Integer> several = counts();
      return brief ? SHORT : several.isEmpty() ? Fault.all() : Fault.oneOfEach(several, seed);
    }
    if (faults != null || brief) {
      throw refused("--only goes neither with --faults nor with --short");
    }
    List<Fault> chosen = new ArrayList<>();
    for (Fault.Action action : List.of(Fault.Action.KILL, Fault.Action.PAUSE)) {
      for (String name : names) {
        chosen.add(fault(action, name));
      }
    }
    return chosen;
  }

  private Fault fault(Fault.Action action, String name) {
    try {
      return new Fault(action, name);
    } catch (IllegalArgumentException e) {
      throw refused("--only: " + e.getMessage());
    }
  }

  private void print(String report) {
    PrintWriter out = command.commandLine().getOut();
    out.println(report);
    out.flush();
  }

  private ParameterException refused(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  static final class FaultConverter implements ITypeConverter<Fault> {

    @Override
    public Fault convert(String text) {
      try {
        return Fault.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
