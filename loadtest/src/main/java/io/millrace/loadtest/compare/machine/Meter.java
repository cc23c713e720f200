package io.millrace.loadtest.compare.machine;

import io.millrace.loadtest.platform.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures what parts, and the rest of the machine, use between start and stop. */
public final class Meter {

  /** Everything on the machine that is neither a part nor the generator, this JVM included. */
  public static final String OTHERS = "others";

  private static final long TICK_MILLIS = 10; // USER_HZ is 100 on every Linux
  private static final int IDLE = 4;
  private static final int IOWAIT = 5;
  private static final int LAST_OWN = 8; // guest time is in user time already

  private final Map<Part, Usage> before = new LinkedHashMap<>();
  private final Duration busyBefore;
  private final long start = System.nanoTime();

  private Meter(Collection<Part> parts) {
    parts.forEach(part -> before.put(part, part.usage()));
    busyBefore = machineBusy();
  }

  public static Meter start(Collection<Part> parts) {
    return new Meter(parts);
  }

  /**
   * What each part used since the start, and the rest under {@link #OTHERS}.
   *
   * @param generator CPU the generator used meanwhile
   */
  public List<PartUse> stop(Duration generator) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    Duration others = machineBusy().minus(busyBefore).minus(generator);
    List<PartUse> uses = new ArrayList<>();
    for (Map.Entry<Part, Usage> entry : before.entrySet()) {
      Usage now = entry.getKey().usage();
      others = others.minus(now.cpu().minus(entry.getValue().cpu()));
      double cores = now.coresSince(entry.getValue(), elapsed);
      uses.add(new PartUse(entry.getKey().name(), cores, now.residentBytes() >> 20));
    }
    uses.add(new PartUse(OTHERS, Math.max(0, cores(others, elapsed)), 0));
    return uses;
  }

  private static double cores(Duration cpu, Duration elapsed) {
    return (double) cpu.toNanos() / Math.max(1, elapsed.toNanos());
  }

  private static Duration machineBusy() {
    try {
      return busy(Files.readAllLines(Path.of("/proc/stat")).get(0));
    } catch (IOException e) {
      return Duration.ZERO;
    }
  }

  /** CPU time of all cores that was not idle; see proc(5). */
  static Duration busy(String line) {
    String[] fields = line.split("\\s+");
    long ticks = 0;
    for (int i = 1; i <= LAST_OWN && i < fields.length; i++) {
      if (i != IDLE && i != IOWAIT) {
        ticks += Long.parseLong(fields[i]);
      }
    }
    return Duration.ofMillis(ticks * TICK_MILLIS);
  }
}
