package io.millrace.loadtest.compare;

import io.millrace.loadtest.compare.generator.Latency;
import io.millrace.loadtest.compare.generator.Outcome;
import io.millrace.loadtest.compare.machine.PartUse;
import java.util.List;
import java.util.Map;

/**
 * One turn of one system.
 *
 * @param round from 1
 * @param outcome what the generator saw
 * @param rate accepted, or accepted and processed, a second
 * @param waiting what was accepted and not yet processed when the load ended
 * @param lost what was still not processed when waiting for it was given up
 * @param drainSeconds from the end of the load until all was processed
 * @param readBack times until visible, by what was read; empty where nothing was
 * @param use what each process used while the load was on
 */
record Sample(
    int round,
    Contender contender,
    Outcome outcome,
    double rate,
    long waiting,
    long lost,
    double drainSeconds,
    Map<String, Latency> readBack,
    List<PartUse> use) {

  /** Names the latency of the answers. */
  static final String ANSWER = "answer";

  Latency latency(String what) {
    return what.equals(ANSWER) ? outcome.latency() : readBack.getOrDefault(what, Latency.NONE);
  }

  double cores(String part) {
    return use.stream().filter(one -> one.part().equals(part)).mapToDouble(PartUse::cores).sum();
  }

  double residentMegabytes(String part) {
    return use.stream()
        .filter(one -> one.part().equals(part))
        .mapToDouble(PartUse::residentMegabytes)
        .sum();
  }

  /** Cores the generator kept busy. */
  double generatorCores() {
    return outcome.generatorCpu().toNanos() / 1e9 / Math.max(1e-9, outcome.seconds());
  }
}
