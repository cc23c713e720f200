package io.millrace.worker.redis;

import java.io.Serial;

/** There was no connection to Redis yet. */
final class RedisAwayException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  RedisAwayException() {
    super("no connection to Redis", null, false, false);
  }
}
