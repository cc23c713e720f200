package io.millrace.loadtest.compare.baseline;

/** There is no baseline to compare with; the message says why, for the report. */
public final class BaselineException extends Exception {

  private static final long serialVersionUID = 1L;

  BaselineException(String message) {
    super(message);
  }
}
