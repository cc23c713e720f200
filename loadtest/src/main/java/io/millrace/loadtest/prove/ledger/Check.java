package io.millrace.loadtest.prove.ledger;

import java.util.List;

/**
 * The outcome of comparing two sides of a run.
 *
 * @param name what was promised
 * @param compared how many things were looked at
 * @param offences what broke the promise, one line each
 */
public record Check(String name, long compared, List<String> offences) {

  public Check {
    offences = List.copyOf(offences);
  }

  /** A check that had nothing to look at proves nothing. */
  public boolean passed() {
    return compared > 0 && offences.isEmpty();
  }
}
