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

/** Runs a script with the packages that senders sign with in Node, from npm as they are. */
final class NodeSenders {

  private static final Logger log = LoggerFactory.getLogger(NodeSenders.class);

  private static final List<String> PACKAGES =
      List.of(
          "@octokit/webhooks-methods@6.0.0",
          "standardwebhooks@1.1.1",
          "stripe@23.1.0",
          "svix@2.5.0");

  private static final Path FOLDER = Path.of("target", "senders");

  private NodeSenders() {}

  /** What the script prints. Skips the test where Node, npm or the packages cannot be had. */
  static String run(Map<String, String> environment) throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    Files.writeString(FOLDER.resolve("package.json"), "{\"private\": true}");
    try (InputStream script = NodeSenders.class.getResourceAsStream("/senders/send.mjs")) {
      Files.copy(script, FOLDER.resolve("send.mjs"), StandardCopyOption.REPLACE_EXISTING);
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
    install.addAll(PACKAGES);
    assume(runs(List.of("node", "--version"), Map.of()), "there is no node");
    assume(runs(install, Map.of()), "npm could not install " + PACKAGES);
    if (!runs(List.of("node", "send.mjs"), environment)) {
      throw new AssertionError(Files.readString(output()));
    }
    return Files.readString(output());
  }

  private static Path output() {
    return FOLDER.resolve("output.txt");
  }

  private static void assume(boolean met, String otherwise) {
    if (!met) {
      log.warn("node_senders_skipped reason=\"{}\"", otherwise);
    }
    Assumptions.assumeTrue(met, otherwise);
  }

  private static boolean runs(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output().toFile());
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
