package io.millrace.projection.cache;

/**
 * What a look-up found.
 *
 * @param body the answer as JSON, not to be changed; empty where there is nothing
 * @param asOf how new the answer is, as {@code X-Fresh-As-Of} writes it
 * @param epoch the cache's epoch when it was read
 */
@SuppressWarnings("ArrayRecordComponent")
public record Entry(byte[] body, String asOf, long epoch) {

  /** Whether there is no such thing. */
  public boolean isNothing() {
    return body.length == 0;
  }
}
