package io.millrace.loadtest.compare.generator;

import java.time.Duration;

/**
 * What a generator saw in one run.
 *
 * @param answered answers of any status
 * @param refused answers that were not 2xx, or said that not all was taken (207)
 * @param broken connections refused or lost, and answers that did not come in time
 * @param seconds how long the run took
 * @param latency of the answers; from the scheduled time of sending where arrivals do not wait
 * @param generatorCpu what the generator itself used
 */
public record Outcome(
    long answered,
    long refused,
    long broken,
    double seconds,
    Latency latency,
    Duration generatorCpu) {

  public long accepted() {
    return answered - refused;
  }

  /** Accepted requests a second. */
  public double rate() {
    return seconds > 0 ? accepted() / seconds : 0;
  }

  public long errors() {
    return refused + broken;
  }

  Outcome withGeneratorCpu(Duration cpu) {
    return new Outcome(answered, refused, broken, seconds, latency, cpu);
  }
}
