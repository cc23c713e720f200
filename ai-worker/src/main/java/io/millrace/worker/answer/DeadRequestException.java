package io.millrace.worker.answer;

import java.io.Serial;

/** A request that is given up. */
final class DeadRequestException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  DeadRequestException(String reason) {
    super(reason, null, false, false);
  }
}
