package io.millrace.worker.lease;

/** Why work on a request has to stop. */
public enum Stop {
  /** Nobody wants the answer any more. */
  CANCELLED,
  /** Another worker has it by now. */
  LOST,
  /** This worker ends. */
  DRAINED
}
