package io.millrace.loadtest.prove;

import io.millrace.loadtest.prove.evidence.View;
import io.millrace.loadtest.prove.fault.Chaos;
import io.millrace.loadtest.prove.fault.Fault;
import io.millrace.loadtest.prove.fault.Impact;
import io.millrace.loadtest.prove.ledger.Check;
import io.millrace.loadtest.prove.ledger.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run and what it proves.
 *
 * @param seed with which it can be repeated
 * @param planned faults, in order
 * @param impacts of the faults that were done
 * @param cores what the platform used before the first fault
 * @param settled from the last request until reads covered everything
 * @param stale views that did not
 * @param instances processes of an app, 1 where absent
 * @param reads made while faults were done
 * @param failedReads those that no process answered
 * @param verdict on the evidence
 */
record Proof(
    long seed,
    List<Fault> planned,
    List<Impact> impacts,
    double cores,
    Duration settled,
    List<View> stale,
    Map<String, Integer> instances,
    long reads,
    List<String> failedReads,
    Verdict verdict) {

  /** Whether every fault was done and got over, and every check passed. */
  boolean passed() {
    return verdict.passed() && recovery().passed() && answered().passed();
  }

  /** Whether there is a process of projection-store left to read from when one is killed. */
  boolean hasSpare() {
    return instances.getOrDefault("projection-store", 1) > 1;
  }

  /**
   * That reads went on. A single process that is killed cannot answer: then nothing is promised.
   */
  Check answered() {
    return new Check(
        hasSpare() ? "no read failed" : "there were reads",
        reads,
        hasSpare() ? failedReads : List.of());
  }

  /** That the platform came back, each time and at the end. */
  Check recovery() {
    List<String> offences = new ArrayList<>();
    for (Impact impact : impacts) {
      if (impact.allFreshAgain().isEmpty() || impact.acknowledgedAgain().isEmpty()) {
        offences.add(
            "%s: not fresh again within %d s; only %s"
                .formatted(
                    impact.fault(),
                    Chaos.RECOVERY_LIMIT.toSeconds(),
                    impact.freshAgain().keySet()));
      }
    }
    for (Fault fault : planned.subList(impacts.size(), planned.size())) {
      offences.add(fault + ": not done, time was up");
    }
    stale.forEach(view -> offences.add(view + ": not fresh after the last request"));
    return new Check("every fault done and got over", planned.size(), offences);
  }
}
