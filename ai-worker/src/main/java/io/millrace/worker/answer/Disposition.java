package io.millrace.worker.answer;

import io.millrace.worker.completion.Spent;
import io.millrace.worker.lease.Lease;

/** What is to become of a record after work on it. */
public sealed interface Disposition {

  /** All is done: its offset may be committed. */
  record Done() implements Disposition {}

  /** The same record is to be begun again. */
  record Later(long notBeforeMs) implements Disposition {}

  /** The same record is to be begun when nothing is in work beside it. */
  record Alone() implements Disposition {}

  /**
   * Another attempt, as a record of the retry topic; then the lease is given back.
   *
   * @param attempts begun so far
   * @param spent what they took
   */
  record Again(Lease lease, int attempts, long notBeforeMs, Spent spent) implements Disposition {}
}
