package io.millrace.loadtest.bench;

/** The benchmarks could not be built or run; the message is for the user. */
final class BenchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BenchException(String message) {
    super(message);
  }
}
