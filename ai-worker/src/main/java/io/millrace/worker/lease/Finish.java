package io.millrace.worker.lease;

import com.google.protobuf.ByteString;

/** What came of ending a request. */
public sealed interface Finish {

  /** The result is the request's. */
  record Stored() implements Finish {}

  /**
   * It had one already, which stays.
   *
   * @param published whether Kafka is known to have it
   */
  record Ended(ByteString result, boolean published) implements Finish {}

  /** Somebody else works on it. */
  record Lost() implements Finish {}
}
