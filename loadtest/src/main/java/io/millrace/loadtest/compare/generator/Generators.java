package io.millrace.loadtest.compare.generator;

import io.millrace.loadtest.platform.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Chooses the generator: wrk for closed loops where it is installed, else the one in this JVM. */
public final class Generators {

  private final boolean wrk = Wrk.isInstalled();

  /** What closed loops are made with. */
  public String closedLoop() {
    return wrk
        ? "wrk, one thread"
        : "a generator in this JVM (wrk is not installed), which takes CPU from the server";
  }

  /**
   * Puts the load on for that long.
   *
   * @param raw where what the generator says goes
   */
  public Outcome run(Requests requests, Load load, Duration duration, Path raw)
      throws InterruptedException {
    if (wrk && !load.isOpen()) {
      return Wrk.run(requests, load.connections(), duration, raw);
    }
    long self = ProcessHandle.current().pid();
    Duration before = Usage.of(self).cpu();
    Outcome outcome = HttpLoad.run(requests, load, duration);
    outcome = outcome.withGeneratorCpu(Usage.of(self).cpu().minus(before));
    try {
      Files.writeString(raw, load + "\n" + outcome + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + raw, e);
    }
    return outcome;
  }
}
