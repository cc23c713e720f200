package io.millrace.worker.lease;

/**
 * The right to work on a request and to end it.
 *
 * @param epoch goes up with each new holder, so that a former one is known by it; 0 where Redis
 *     could not be asked
 */
public record Lease(Place place, long epoch) {

  /** Whether nobody else works on it. */
  public boolean exclusive() {
    return epoch > 0;
  }
}
