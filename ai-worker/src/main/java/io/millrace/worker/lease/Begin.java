package io.millrace.worker.lease;

import com.google.protobuf.ByteString;

/** What came of beginning a request. */
public sealed interface Begin {

  /**
   * It is ours.
   *
   * @param written whether an earlier attempt has written some of an answer
   * @param cancelled nobody wants the answer any more
   * @param crashLoop it was begun too often without coming to an end
   */
  record Begun(Lease lease, boolean written, boolean cancelled, boolean crashLoop)
      implements Begin {}

  /**
   * It has its result.
   *
   * @param result an {@code AiResult}
   * @param published whether Kafka is known to have it
   */
  record Ended(ByteString result, boolean published) implements Begin {}

  /** A later attempt of it is on its way. */
  record Superseded() implements Begin {}

  /** Workers died with it, so it is to be begun by who has nothing else in work. */
  record Suspect() implements Begin {}

  /** Somebody works on it. */
  record Held(long untilMs) implements Begin {}
}
