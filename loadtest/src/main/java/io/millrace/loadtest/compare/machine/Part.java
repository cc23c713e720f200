package io.millrace.loadtest.compare.machine;

import io.millrace.loadtest.platform.Usage;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A process with all that it started; they run, stop and are measured together. */
public final class Part {

  private final String name;
  private final Supplier<List<Long>> pids;

  /**
   * One part; two are never equal.
   *
   * @param name as the report calls it
   * @param pids the pids now, the first process first
   */
  public Part(String name, Supplier<List<Long>> pids) {
    this.name = name;
    this.pids = pids;
  }

  public String name() {
    return name;
  }

  List<Long> pids() {
    return pids.get();
  }

  Usage usage() {
    return pids().stream().map(Usage::of).reduce(new Usage(Duration.ZERO, 0), Usage::plus);
  }
}
