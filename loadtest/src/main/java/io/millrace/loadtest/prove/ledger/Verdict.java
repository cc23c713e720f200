package io.millrace.loadtest.prove.ledger;

import java.util.List;

/**
 * What came of a run.
 *
 * @param checks all of them
 * @param lost acknowledged requests that are missing from the topics or the read API
 * @param notOnce effects that were not had exactly once
 */
public record Verdict(List<Check> checks, long lost, long notOnce) {

  public Verdict {
    checks = List.copyOf(checks);
  }

  /** Whether every check passed. */
  public boolean passed() {
    return checks.stream().allMatch(Check::passed);
  }
}
