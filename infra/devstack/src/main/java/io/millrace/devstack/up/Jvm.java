package io.millrace.devstack.up;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How a JVM of the apps is started: the one this program runs on, with these options. */
final class Jvm {

  private static final int NATIVE_ACCESS_FLAG = 24;

  private Jvm() {}

  static String executable() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Archives of classes fit one version only. */
  static String version() {
    return System.getProperty("java.vm.version").replaceAll("[^A-Za-z0-9.]", "_");
  }

  /** Uses the archive of loaded classes, or leaves one behind at the end where there is none. */
  static List<String> archive(Path file) {
    return Files.exists(file)
        ? List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off", "-Xlog:cds+dynamic=off")
        : List.of("-XX:ArchiveClassesAtExit=" + file, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
  }

  static List<String> options(int heapMegabytes) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Xmx" + heapMegabytes + "m",
                "-Xss512k",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.net.preferIPv4Stack=true"));
    if (Runtime.version().feature() >= NATIVE_ACCESS_FLAG) {
      options.add("--enable-native-access=ALL-UNNAMED");
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return options;
  }

  /** The words of an options variable. */
  static List<String> optionsOf(Map<String, String> environment, String variable) {
    return Arrays.stream(environment.getOrDefault(variable, "").trim().split("\\s+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
