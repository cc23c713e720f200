package io.millrace.loadtest.compare.baseline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of the Node stack. It is never written to: it is copied, and its dependencies are
 * installed in the copy.
 */
public record Baseline(Path folder) {

  /** The variable that names the folder. */
  public static final String VARIABLE = "MILLRACE_BASELINE_DIR";

  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);
  private static final Path BODIES = Path.of("load", "mixed.txt.gz");

  /**
   * Finds it where the variable says, else in {@code ../shared/baseline} of the checkout.
   *
   * @throws BaselineException if it is not there
   */
  public static Baseline find(Map<String, String> environment, Path home) throws BaselineException {
    String given = environment.getOrDefault(VARIABLE, "");
    Path folder = given.isEmpty() ? home.resolve("../shared/baseline") : Path.of(given);
    if (!Files.isRegularFile(folder.resolve("package.json"))) {
      throw new BaselineException(
          given.isEmpty()
              ? "no baseline: " + VARIABLE + " is not set and ../shared/baseline does not exist"
              : "no baseline: " + VARIABLE + " names a folder without package.json: " + given);
    }
    return new Baseline(folder.toAbsolutePath().normalize());
  }

  /** Its webhook bodies, one a line, gzipped; null when it has none. */
  public @Nullable Path bodies() {
    Path file = folder.resolve(BODIES);
    return Files.isRegularFile(file) ? file : null;
  }

  /**
   * A copy with dependencies; installed once for each version of {@code package.json}.
   *
   * @throws BaselineException if npm is missing or cannot install
   */
  Path install(Path target) throws BaselineException, InterruptedException {
    try {
      Path manifest = folder.resolve("package.json");
      Path installed = target.resolve("node_modules").resolve(".installed-for");
      Files.createDirectories(target);
      copySources(target);
      if (Files.exists(installed) && Files.mismatch(installed, manifest) < 0) {
        return target;
      }
      run(target, "npm", "install", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error");
      Files.write(installed, Files.readAllBytes(manifest));
      return target;
    } catch (IOException e) {
      throw new BaselineException("no baseline: cannot copy it: " + e.getMessage());
    }
  }

  private void copySources(Path target) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Files.write(target.resolve(file.getFileName()), Files.readAllBytes(file));
    }
  }

  private static void run(Path folder, String... command)
      throws BaselineException, InterruptedException {
    Path log = folder.resolve("install.log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(INSTALL_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new BaselineException("no baseline: npm install took too long; see " + log);
      }
      if (process.exitValue() != 0) {
        throw new BaselineException("no baseline: npm install failed; see " + log);
      }
    } catch (IOException e) {
      throw new BaselineException("no baseline: npm is not on the PATH");
    }
  }
}
