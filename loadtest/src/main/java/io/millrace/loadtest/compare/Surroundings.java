package io.millrace.loadtest.compare;

import io.millrace.loadtest.compare.baseline.NodeStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a comparison ran on: figures mean nothing without it. */
final class Surroundings {

  private Surroundings() {}

  static Map<String, String> of(Path home, String closedLoop) {
    Map<String, String> of = new LinkedHashMap<>();
    of.put(
        "machine",
        Runtime.getRuntime().availableProcessors()
            + " cores, "
            + field("/proc/cpuinfo", "model name")
            + ", "
            + field("/proc/meminfo", "MemTotal"));
    of.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    of.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    of.put("node", NodeStack.version().isEmpty() ? "not installed" : NodeStack.version());
    of.put("commit", commit(home));
    of.put("closed loop", closedLoop);
    return of;
  }

  private static String field(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("?");
    } catch (IOException e) {
      return "?";
    }
  }

  private static String commit(Path home) {
    try {
      Process git =
          new ProcessBuilder("git", "-C", home.toString(), "describe", "--always", "--dirty")
              .start();
      String commit =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor(5, TimeUnit.SECONDS) && !commit.isEmpty() ? commit : "?";
    } catch (IOException e) {
      return "?";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "?";
    }
  }
}
