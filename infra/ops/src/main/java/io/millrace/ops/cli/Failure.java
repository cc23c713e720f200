package io.millrace.ops.cli;

import java.io.Serial;

/** A verb cannot do what it was asked, for a reason told in one line. */
public final class Failure extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  public Failure(String message) {
    super(message, null, false, false);
  }
}
