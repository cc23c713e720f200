package io.millrace.loadtest.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * What a process used so far, as {@code /proc} has it (Linux only; see proc(5)).
 *
 * @param cpu user and system time of all its threads; zero where unknown
 * @param residentBytes resident set size; 0 where unknown
 */
public record Usage(Duration cpu, long residentBytes) {

  /** Of a process that has yet to begin; also where it is unknown. */
  public static final Usage NONE = new Usage(Duration.ZERO, 0);

  private static final long TICK_MILLIS = 10; // USER_HZ is 100 on every Linux
  private static final int UTIME = 11;
  private static final int STIME = 12;

  /** Of a process; unknown when it is gone. */
  public static Usage of(long pid) {
    return of(Path.of("/proc", Long.toString(pid)));
  }

  /**
   * Of a process, or of one of its threads.
   *
   * @param process such as {@code /proc/42} or {@code /proc/42/task/43}
   */
  public static Usage of(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      // The name, in parentheses, may hold anything; what follows is numbers.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
      return new Usage(Duration.ofMillis(ticks * TICK_MILLIS), resident(process));
    } catch (IOException | RuntimeException e) {
      return NONE;
    }
  }

  private static long resident(Path process) throws IOException {
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1_024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  /** The sum of two processes' use. */
  public Usage plus(Usage other) {
    return new Usage(cpu.plus(other.cpu), residentBytes + other.residentBytes);
  }

  /** Cores kept busy since an earlier reading. */
  public double coresSince(Usage earlier, Duration elapsed) {
    return (double) cpu.minus(earlier.cpu).toNanos() / Math.max(1, elapsed.toNanos());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.1f s CPU, %d MB", cpu.toMillis() / 1_000.0, residentBytes >> 20);
  }
}
