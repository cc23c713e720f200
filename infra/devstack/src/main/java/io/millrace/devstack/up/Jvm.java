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
  private static final int AHEAD_OF_TIME_CACHE = 25;

  private Jvm() {}

  static String executable() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** An archive fits one version only. */
  static String archiveName(String app) {
    String version = System.getProperty("java.vm.version").replaceAll("[^A-Za-z0-9.]", "_");
    return app + "-" + version + (hasAheadOfTimeCache() ? ".aot" : ".jsa");
  }

  /**
   * Uses what an earlier run left behind, or leaves it behind at the end where there is nothing:
   * loaded classes, and where the JVM can (JEP 515) what the compiler learned about their methods.
   */
  static List<String> archive(Path file) {
    boolean use = Files.exists(file);
    if (hasAheadOfTimeCache()) {
      return List.of((use ? "-XX:AOTCache=" : "-XX:AOTCacheOutput=") + file, "-Xlog:aot*=off");
    }
    return List.of(
        (use ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + file,
        "-Xlog:cds=off",
        "-Xlog:cds+dynamic=off");
  }

  private static boolean hasAheadOfTimeCache() {
    return Runtime.version().feature() >= AHEAD_OF_TIME_CACHE;
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
