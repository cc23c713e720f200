package io.millrace.loadtest.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace load bench [PATTERN]}: times the hot paths one by one, without a platform. */
@Command(
    name = "bench",
    description = {
      "Runs the JMH benchmarks of the hot paths: time and bytes allocated per operation.",
      "They are the *Benchmark classes in the modules' test sources. All take about 3 minutes."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Example:", "  millrace load bench ReceiptReader --prof stack"})
public final class BenchCommand implements Callable<Integer> {

  private static final String JSON = "target/bench.json";
  private static final int UNSAFE_FLAG = 24;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      defaultValue = ".*",
      description = "A regular expression; only benchmarks with a match in their name are run.")
  private String pattern = "";

  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = "${env:MILLRACE_HOME:-.}",
      description = "The checkout; MILLRACE_HOME, else the current folder.")
  private Path home = Path.of("");

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "2",
      description = "JVMs for each benchmark, one after the other (${DEFAULT-VALUE}).")
  private int forks;

  @Option(
      names = "--warmups",
      paramLabel = "N",
      defaultValue = "3",
      description = "Warm-ups of 0.4 s in each JVM (${DEFAULT-VALUE}).")
  private int warmups;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "4",
      description = "Measurements of 0.25 s in each JVM (${DEFAULT-VALUE}).")
  private int iterations;

  @Option(
      names = "--prof",
      paramLabel = "PROFILER",
      description = "A profiler of JMH beside gc, as in stack, jfr or perfnorm.")
  private List<String> profilers = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path root = home.toAbsolutePath().normalize();
    Path json = root.resolve(JSON);
    Files.createDirectories(root.resolve("target"));
    Files.deleteIfExists(json);
    String classPath = TestClassPath.compile(root);
    Processes.run("JMH", root, jmh(classPath, json));
    PrintWriter out = command.commandLine().getOut();
    out.println();
    out.println(ScoreTable.of(Score.read(json)));
    out.println("All figures: " + json);
    out.flush();
    return 0;
  }

  private List<String> jmh(String classPath, Path json) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As `up` starts the apps; the forks inherit it.
    words.addAll(List.of("-Xms512m", "-Xmx512m"));
    if (Runtime.version().feature() >= UNSAFE_FLAG) {
      words.add("--sun-misc-unsafe-memory-access=allow");
    }
    words.addAll(List.of("-cp", classPath, "org.openjdk.jmh.Main", pattern));
    words.addAll(List.of("-bm", "avgt", "-tu", "ns", "-foe", "true"));
    words.addAll(List.of("-f", String.valueOf(forks)));
    words.addAll(List.of("-wi", String.valueOf(warmups), "-w", "400ms"));
    words.addAll(List.of("-i", String.valueOf(iterations), "-r", "250ms"));
    words.addAll(List.of("-prof", "gc"));
    profilers.forEach(profiler -> words.addAll(List.of("-prof", profiler)));
    words.addAll(List.of("-rf", "json", "-rff", json.toString()));
    return words;
  }
}
