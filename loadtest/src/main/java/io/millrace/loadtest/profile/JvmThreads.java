package io.millrace.loadtest.profile;

import io.millrace.loadtest.platform.Usage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * CPU time of the threads of a JVM that run no Java code, as {@code /proc} has it (Linux only).
 * That of threads that have ended is not in it; compiler threads come and go.
 *
 * @param compilers the just-in-time compilers
 * @param collectors the garbage collector
 */
record JvmThreads(Duration compilers, Duration collectors) {

  static JvmThreads of(long pid) {
    Duration compilers = Duration.ZERO;
    Duration collectors = Duration.ZERO;
    Path tasks = Path.of("/proc", Long.toString(pid), "task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        String name = name(thread);
        if (isCompiler(name)) {
          compilers = compilers.plus(Usage.of(thread).cpu());
        } else if (isCollector(name)) {
          collectors = collectors.plus(Usage.of(thread).cpu());
        }
      }
    } catch (IOException e) {
      return new JvmThreads(Duration.ZERO, Duration.ZERO);
    }
    return new JvmThreads(compilers, collectors);
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm"));
    } catch (IOException e) {
      return ""; // ended meanwhile
    }
  }

  static boolean isCompiler(String name) {
    return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
  }

  static boolean isCollector(String name) {
    return name.startsWith("GC Thread")
        || name.startsWith("G1 ")
        || name.startsWith("ZWorker")
        || name.startsWith("Shenandoah");
  }

  /** What was used since an earlier reading; never negative. */
  JvmThreads since(JvmThreads earlier) {
    return new JvmThreads(
        positive(compilers.minus(earlier.compilers)),
        positive(collectors.minus(earlier.collectors)));
  }

  private static Duration positive(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
