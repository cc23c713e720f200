package io.millrace.worker.lease;

/** What came of adding to a request's stream. */
public sealed interface Write {

  /**
   * It is there.
   *
   * @param last id of the last entry
   */
  record Written(String last) implements Write {}

  /** Redis has lost what it was to go on after, so it was not added. */
  record Gone() implements Write {}

  /** Somebody else works on the request. */
  record Lost() implements Write {}
}
