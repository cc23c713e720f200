package io.millrace.loadtest.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The tests of the modules with benchmarks, compiled, and all they need: one class path. */
final class TestClassPath {

  /** The modules in which {@code *Benchmark} classes live. */
  static final List<String> MODULES =
      List.of("schemas", "ingest-api", "stream-processors", "projection-store");

  private static final String FILE = "target/bench.classpath";

  private TestClassPath() {}

  /** Compiles with Maven and returns the class path. */
  static String compile(Path home) throws IOException, InterruptedException {
    Processes.run(
        "compiling the benchmarks",
        home,
        List.of(
            "mvn",
            "--batch-mode",
            "--no-transfer-progress",
            "--quiet",
            "-Dspotless.check.skip=true",
            "-pl",
            String.join(",", MODULES),
            "-am",
            "test-compile",
            "dependency:build-classpath",
            "-Dmdep.outputFile=" + FILE));
    return read(home);
  }

  /** All modules take their versions from one list, so the union of their paths has no two. */
  static String read(Path home) throws IOException {
    Set<String> path = new LinkedHashSet<>();
    for (String module : MODULES) {
      Path folder = home.resolve(module);
      path.add(folder.resolve("target/test-classes").toString());
      path.add(folder.resolve("target/classes").toString());
      path.addAll(
          List.of(Files.readString(folder.resolve(FILE)).strip().split(File.pathSeparator)));
    }
    return String.join(File.pathSeparator, path);
  }
}
