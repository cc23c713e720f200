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

/**
 * A run and what it proves.
 *
 * @param seed with which it can be repeated
 * @param planned faults, in order
 * @param impacts of the faults that were done
 * @param cores what the platform used before the first fault
 * @param settled from the last request until reads covered everything
 * @param stale views that did not
 * @param verdict on the evidence
 */
record Proof(
    long seed,
    List<Fault> planned,
    List<Impact> impacts,
    double cores,
    Duration settled,
    List<View> stale,
    Verdict verdict) {

  /** Whether every fault was done and got over, and every check passed. */
  boolean passed() {
    return verdict.passed() && recovery().passed();
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
