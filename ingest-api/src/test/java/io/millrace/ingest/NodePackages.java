package io.millrace.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs scripts with packages from npm as they are. */
final class NodePackages {

  private static final Logger log = LoggerFactory.getLogger(NodePackages.class);

  private NodePackages() {}

  /**
   * What a script prints. Skips the test where Node, npm or the packages cannot be had.
   *
   * @param folder under target, where they are installed
   * @param script a resource
   * @param packages as npm names them, with their versions
   */
  static String run(
      String folder, String script, List<String> packages, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path in = Path.of("target", folder);
    Files.createDirectories(in);
    Files.writeString(in.resolve("package.json"), "{\"private\": true}");
    try (InputStream text = NodePackages.class.getResourceAsStream(script)) {
      Files.copy(text, in.resolve("script.mjs"), StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> install =
        new ArrayList<>(
            List.of(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--no-package-lock",
                "--ignore-scripts",
                "--prefer-offline",
                "--loglevel=error"));
    install.addAll(packages);
    assume(runs(in, List.of("node", "--version"), Map.of()), "there is no node");
    assume(runs(in, install, Map.of()), "npm could not install " + packages);
    if (!runs(in, List.of("node", "script.mjs"), environment)) {
      throw new AssertionError(Files.readString(output(in)));
    }
    return Files.readString(output(in));
  }

  private static Path output(Path folder) {
    return folder.resolve("output.txt");
  }

  private static void assume(boolean met, String otherwise) {
    if (!met) {
      log.warn("node_skipped reason=\"{}\"", otherwise);
    }
    Assumptions.assumeTrue(met, otherwise);
  }

  private static boolean runs(Path folder, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output(folder).toFile());
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return false;
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      return false;
    }
    return process.exitValue() == 0;
  }
}
